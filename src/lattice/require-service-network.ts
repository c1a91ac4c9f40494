import { Stack } from 'aws-cdk-lib';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { IConstruct } from 'constructs';
import { warnOfOtherAccount } from '../private/other-account';
import { isResource } from '../private/resource-type';
import { requireSameApp } from '../private/same-app';
import { regionOfArn, requireGiven, requireSamePartition, requireSameRegion } from '../private/validation';

/** Throws where there is no service network, or one of another Region or app, as far as its ARN or its stack tells. */
export function requireServiceNetwork(scope: IConstruct, serviceNetwork: vpclattice.IServiceNetworkRef): void {
  const { serviceNetworkArn } = requireGiven('serviceNetwork', serviceNetwork, 'give a CfnServiceNetwork, or import one with LatticeServiceNetwork').serviceNetworkRef;
  requireSameApp(scope, 'serviceNetwork', serviceNetwork);
  requireSamePartition(scope, 'serviceNetwork', serviceNetworkArn);
  requireSameRegion('serviceNetwork', serviceNetworkArn, regionOfArn(serviceNetworkArn) ?? Stack.of(serviceNetwork).region, Stack.of(scope).region);
  if (isResource(serviceNetwork, vpclattice.CfnServiceNetwork)) {
    warnOfOtherAccount(scope, 'lattice', serviceNetwork, 'serviceNetworkOfAnotherAccount', 'the deployment fails unless AWS RAM shares the service network with the account of the stack');
  }
}
