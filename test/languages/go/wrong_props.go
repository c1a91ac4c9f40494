// Makes mistakes with props, and prints as JSON what a user reads about each.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	lattice "github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress-go/cdklatticeexternalingress"
)

func main() {
	defer jsii.Close()

	json.NewEncoder(os.Stdout).Encode(map[string]string{
		"fewer tasks at most than at least": complaint(func(props *lattice.LatticeExternalIngressProps) {
			props.MinTasks, props.MaxTasks = jsii.Number(3), jsii.Number(2)
		}),
		"an address in place of a name": complaint(func(props *lattice.LatticeExternalIngressProps) {
			props.AllowedDomains = jsii.Strings("https://api.example.com/")
		}),
		"nobody": complaint(func(props *lattice.LatticeExternalIngressProps) {
			props.Clients = &[]awsec2.IPeer{}
		}),
		"nil in place of what is required": complaint(func(props *lattice.LatticeExternalIngressProps) {
			props.Clients = nil
		}),
	})
}

func complaint(mistake func(*lattice.LatticeExternalIngressProps)) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	props := &lattice.LatticeExternalIngressProps{
		Clients: &[]awsec2.IPeer{awsec2.Peer_Ipv4(jsii.String("203.0.113.0/24"))},
		Lattice: lattice.LatticeAccess_AlreadyAssociated(),
	}
	mistake(props)
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Stack"), nil)
	lattice.NewLatticeExternalIngress(stack, jsii.String("Ingress"), props)
	return
}
