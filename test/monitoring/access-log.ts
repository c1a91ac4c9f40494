import * as fs from 'node:fs';
import * as path from 'node:path';

interface Line {
  /** What a client or a service did. */
  readonly what: string;
  /** What nginx wrote about it. */
  readonly line: string;
}

/** Lines that a real nginx wrote; `record_access_log.py` writes them anew. */
export const RECORDED: Line[] = JSON.parse(fs.readFileSync(path.join(__dirname, 'access-log.json'), 'utf8')).lines;

/** What goes to the same log group, and is no access-log line. */
export const ERROR_LINES = [
  '2026/11/05 10:00:00 [emerg] 7#7: host not found in upstream "refused-name.example.com" in /tmp/nginx.conf:14',
  '2026/11/05 10:00:00 [crit] 8#8: *1 SSL_read() failed, status 502, verdict "forwarded"',
];

export const LINES = [...RECORDED.map(({ line }) => line), ...ERROR_LINES];
