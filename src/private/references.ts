import { Reference, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The constructs that a text refers to by its tokens. */
export function targetsOf(text: string): IConstruct[] {
  return Tokenization.reverseString(text).tokens.flatMap((token) => (Reference.isReference(token) ? [token.target] : []));
}
