module example.com/wrong-props

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.257.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress-go/cdklatticeexternalingress v0.1.0
)
