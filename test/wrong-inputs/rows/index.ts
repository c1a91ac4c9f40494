import { EDGE } from './edge';
import { ELSEWHERE } from './elsewhere';
import { IMAGES } from './images';
import { JAVASCRIPT } from './javascript';
import { NAMES } from './names';
import { NETWORK } from './network';
import { OWN_PEERS } from './own-peers';
import { PROXY } from './proxy';
import { SPELLINGS } from './spellings';
import { STRANGERS } from './strangers';
import { TYPES } from './types';

/** Every row is tested, and every row is in docs/wrong-inputs.md. */
export const ROWS = [
  ...NETWORK, ...EDGE, ...NAMES, ...PROXY, ...IMAGES, ...TYPES, ...JAVASCRIPT, ...ELSEWHERE, ...STRANGERS, ...SPELLINGS, ...OWN_PEERS,
];
