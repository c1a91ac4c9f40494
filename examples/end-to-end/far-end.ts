import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct } from 'constructs';

const INVOKE = 'vpc-lattice-svcs:Invoke';

/** Says who called; VPC Lattice has verified the signature and tells the function whose it was. */
const ANSWER = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ caller: event.requestContext.identity?.principal, path: event.path }),
});`;

export interface FarEndProps {
  /** The public zone of the service's name, in which the certificate is validated. */
  readonly zone: route53.IHostedZone;

  /**
   * A path that anybody may GET without a signature, such as that of a health check.
   *
   * @default - every path needs a signature
   */
  readonly openPath?: string;
}

/** What the ingress leads to: a service network, and in it a service that a Lambda function answers. */
export class FarEnd extends Construct {
  /** By which clients know the service: in the certificate, in Host and in the signature. */
  public readonly domainName: string;

  public readonly serviceNetwork: vpclattice.CfnServiceNetwork;
  public readonly service: vpclattice.CfnService;

  /** Puts the service into the service network. */
  public readonly membership: vpclattice.CfnServiceNetworkServiceAssociation;

  /** Whose signature the service accepts. */
  public readonly caller: iam.Role;

  /** Lets in whoever asks for the open path, if there is one. */
  private readonly open: iam.PolicyStatement[];

  constructor(scope: Construct, id: string, { zone, openPath }: FarEndProps) {
    super(scope, id);

    this.domainName = `api.${zone.zoneName}`;
    // From AWS_IAM on nobody is let in without an auth policy, on the service network as on the service.
    this.serviceNetwork = new vpclattice.CfnServiceNetwork(this, 'ServiceNetwork', { authType: 'AWS_IAM' });
    this.service = new vpclattice.CfnService(this, 'Service', {
      authType: 'AWS_IAM',
      // Clients send this name through the load balancer and the proxy, so the certificate is shown by VPC Lattice itself.
      customDomainName: this.domainName,
      certificateArn: new acm.Certificate(this, 'Certificate', {
        domainName: this.domainName,
        validation: acm.CertificateValidation.fromDns(zone),
      }).certificateArn,
    });
    this.addListener(this.addTargetGroup());
    this.membership = new vpclattice.CfnServiceNetworkServiceAssociation(this, 'Membership', {
      serviceIdentifier: this.service.attrArn,
      serviceNetworkIdentifier: this.serviceNetwork.attrArn,
    });
    this.open = openPath === undefined ? [] : [new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: [INVOKE],
      resources: [`${this.service.attrArn}${openPath}`],
      conditions: { StringEquals: { 'vpc-lattice-svcs:RequestMethod': 'GET' } },
    })];
    // Coarse here and fine at the service, see letIn(): both must allow a call.
    this.addAuthPolicy('NetworkAuthPolicy', this.serviceNetwork.attrArn, new iam.PolicyStatement({
      principals: [new iam.AccountRootPrincipal()],
      actions: [INVOKE],
      resources: ['*'],
    }));
    this.caller = this.addCaller();
  }

  /** Lets in whom the statement names, and nobody else but for the open path. */
  public letIn(statement: iam.PolicyStatement): void {
    this.addAuthPolicy('ServiceAuthPolicy', this.service.attrArn, statement);
  }

  private addTargetGroup(): vpclattice.CfnTargetGroup {
    const logGroup = new logs.LogGroup(this, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'FunctionRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const answer = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(ANSWER),
      role,
      logGroup,
    });
    const targetGroup = new vpclattice.CfnTargetGroup(this, 'TargetGroup', {
      type: 'LAMBDA',
      config: { lambdaEventStructureVersion: 'V2' },
      targets: [{ id: answer.functionArn }],
    });
    answer.addPermission('VpcLattice', { principal: new iam.ServicePrincipal('vpc-lattice.amazonaws.com'), sourceArn: targetGroup.attrArn });
    return targetGroup;
  }

  private addListener(targetGroup: vpclattice.CfnTargetGroup): void {
    new vpclattice.CfnListener(this, 'Listener', {
      serviceIdentifier: this.service.attrArn,
      protocol: 'HTTPS',
      port: 443,
      defaultAction: { forward: { targetGroups: [{ targetGroupIdentifier: targetGroup.attrArn, weight: 100 }] } },
    });
  }

  private addAuthPolicy(id: string, resourceIdentifier: string, statement: iam.PolicyStatement): void {
    new vpclattice.CfnAuthPolicy(this, id, { resourceIdentifier, policy: new iam.PolicyDocument({ statements: [statement, ...this.open] }) });
  }

  /** A call needs to be allowed on both sides: here by the caller's own policy. */
  private addCaller(): iam.Role {
    const caller = new iam.Role(this, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    caller.addToPolicy(new iam.PolicyStatement({ actions: [INVOKE], resources: [`${this.service.attrArn}/*`] }));
    Validations.of(caller).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.service)}.Arn>/*]`,
      reason: 'every path of this one service',
    });
    return caller;
  }
}
