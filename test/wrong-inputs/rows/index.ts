import { EDGE } from './edge';
import { IMAGES } from './images';
import { JAVASCRIPT } from './javascript';
import { NAMES } from './names';
import { NETWORK } from './network';
import { OTHER_ACCOUNTS } from './other-accounts';
import { OTHER_APPS } from './other-apps';
import { PROXY } from './proxy';
import { SPELLINGS } from './spellings';
import { TYPES } from './types';
import { USER_PEERS } from './user-peers';

/** Every row is tested, and every row is in docs/wrong-inputs.md. */
export const ROWS = [
  ...NETWORK, ...EDGE, ...NAMES, ...PROXY, ...IMAGES, ...TYPES, ...JAVASCRIPT, ...OTHER_ACCOUNTS, ...OTHER_APPS, ...SPELLINGS, ...USER_PEERS,
];
