/** Points the SDK at stand-ins, as an operator would: by environment variables, with credentials that mean nothing. */
export function pointSdkAt(endpoints: {
  readonly ecr?: string;
  readonly ec2?: string;
  readonly codebuild?: string;
  readonly iam?: string;
  readonly lattice?: string;
  readonly route53?: string;
}): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  if (endpoints.ecr) process.env.AWS_ENDPOINT_URL_ECR = endpoints.ecr;
  if (endpoints.codebuild) process.env.AWS_ENDPOINT_URL_CODEBUILD = endpoints.codebuild;
  if (endpoints.iam) process.env.AWS_ENDPOINT_URL_IAM = endpoints.iam;
  if (endpoints.lattice) process.env.AWS_ENDPOINT_URL_VPC_LATTICE = endpoints.lattice;
  if (endpoints.route53) process.env.AWS_ENDPOINT_URL_ROUTE_53 = endpoints.route53;
  if (endpoints.ec2) process.env.AWS_ENDPOINT_URL_EC2 = endpoints.ec2;
}
