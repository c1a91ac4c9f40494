import { execFileSync } from 'child_process';
import { WRITE_NGINX_CONF } from '../../../src/proxy/nginx';

/** What a task writes from this `NGINX_CONF` when it starts, by the program that it does so with. */
export function writtenByTask(nginxConf: string): string {
  return execFileSync('awk', [WRITE_NGINX_CONF], { input: nginxConf, encoding: 'utf8' });
}
