import { IResolvable, Reference, StringConcat, Token, Tokenization } from 'aws-cdk-lib';

/** Who reads an error has to recognise the value, not to read all of it. */
const MOST_CHARACTERS = 200;
const MOST_ENTRIES = 10;

/** A value as errors show it, whatever it is: not every value can become a text by itself. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = readable(value);
    return isListToken(value) ? LIST_TOKEN : `'${text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text}'`;
  }
  if (Array.isArray(value)) {
    return Token.isUnresolved(value) ? LIST_TOKEN : `[${listed(Array.from(value, showValue))}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return Token.isUnresolved(value) ? 'a token' : shownObject(value);
  }
  return typeof value === 'function' ? 'a function' : String(value);
}

/** A text with the path of the construct in place of each reference to it: nobody knows a token by its number. */
function readable(text: string): string {
  const pathOf = (token: IResolvable) => (Reference.isReference(token) ? token.target.node.path : 'a token');
  return Token.isUnresolved(text) ? Tokenization.reverseString(text).mapTokens({ mapToken: pathOf }).join(new StringConcat()) : text;
}

/** Whether the text is the only entry of a list that is a token, such as a `CommaDelimitedList`. */
export function isListToken(text: string): boolean {
  return !Token.isUnresolved(text) && Token.isUnresolved([text]);
}

const LIST_TOKEN = 'a list that is a token';

/** A struct by the names of its properties, another object by its class. */
function shownObject(value: object): string {
  const { constructor: { name } = Object } = value;
  const names = Object.keys(value);
  if (name !== 'Object') {
    return `an object of the class ${name}`;
  }
  return names.length === 0 ? '{}' : `{ ${listed(names)} }`;
}

function listed(texts: string[]): string {
  return [...texts.slice(0, MOST_ENTRIES), ...texts.length > MOST_ENTRIES ? ['...'] : []].join(', ');
}
