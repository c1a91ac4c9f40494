import { renderNameList } from './conf-template';
import { NginxConfiguration } from './configuration';
import { renderHttp } from './http';
import { renderStream } from './stream';
import { block } from './syntax';
import { WRITABLE_PATH } from './writable-path';

/** Starts the line that tells the entry point how much memory a worker may ask for. It is a comment to nginx, which has no directive for it. */
export const WORKER_MEMORY = '#worker_memory';

/**
 * A file that nginx opens as a log, and makes again when it is told to open its logs again. So the entry point sees whether a worker still handles events.
 * Only what is severe and about no connection gets into the file.
 */
export const SIGN_OF_LIFE = `${WRITABLE_PATH}/alive.log`;

/** The nginx.conf of one task, with its names listed once. */
export function renderNginxConf(configuration: NginxConfiguration): string {
  return [
    ...renderNameList(configuration),
    'daemon off;',
    `pid ${WRITABLE_PATH}/nginx.pid;`,
    `worker_processes ${configuration.capacity.workerProcesses};`,
    `${WORKER_MEMORY} ${configuration.capacity.workerMemoryKiB} KiB`,
    'worker_rlimit_nofile 65535;',
    // Below the 120 s after which the container is killed.
    'worker_shutdown_timeout 110s;',
    'pcre_jit on;',
    // Below crit, messages about answers of DNS quote the names that clients asked for, and nothing bounds their number.
    'error_log stderr crit;',
    `error_log ${SIGN_OF_LIFE} emerg;`,
    block('events', [
      `worker_connections ${configuration.capacity.workerConnections};`,
      // Accept all waiting connections on each wake-up, not one.
      'multi_accept on;',
    ]),
    '',
    renderStream(configuration),
    '',
    ...(configuration.httpListener ? [renderHttp(configuration, configuration.httpListener)] : []),
    '',
  ].join('\n');
}
