/** The container's only writable place; nginx keeps its configuration, its pid and passing files there. */
export const WRITABLE_PATH = '/tmp';

/**
 * Writes nginx.conf from the environment and runs nginx until it has drained.
 *
 * nginx does not read its configuration from a pipe, hence the file. SIGTERM would end it with every request
 * in flight, hence the shell: both signals that Fargate may send become SIGQUIT. `wait` returns when a signal
 * arrives, hence the loop, which ends with nginx's own exit code.
 */
const SCRIPT = `
umask 077
printf '%s' "$NGINX_CONF" > ${WRITABLE_PATH}/nginx.conf
trap 'exit 0' TERM QUIT
nginx -p ${WRITABLE_PATH} -e stderr -c ${WRITABLE_PATH}/nginx.conf &
nginx=$!
trap 'kill -QUIT $nginx' TERM QUIT
while :; do
  wait $nginx
  status=$?
  kill -0 $nginx 2>/dev/null || exit $status
done
`.trim();

export const ENTRY_POINT = ['/bin/sh', '-c', SCRIPT];
