import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Answers a finding of cdk-nag on the one resource where it is meant to be so. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
