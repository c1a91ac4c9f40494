import { EDGE } from './edge';
import { LOG } from './log';
import { MONITORING } from './monitoring';
import { NAMES } from './names';
import { NETWORK } from './network';
import { PROXY } from './proxy';
import { STACK } from './stack';
import { Row } from '../row';

/** Every prop of an ingress, and each kind of change of it. */
export const ROWS: Row[] = [...STACK, ...EDGE, ...NAMES, ...NETWORK, ...PROXY, ...LOG, ...MONITORING];
