import { WRITE_NGINX_CONF } from './nginx';

/** The container's only writable place; nginx keeps its configuration, its pid and passing files there. */
export const WRITABLE_PATH = '/tmp';

/** How often the workers are looked at, and how often in a row one may be found without a sign of life. */
const LOOK_SECONDS = 3;
const SILENT_LOOKS = 4;

/** How long what is left may go on when nginx has to end because a worker did. */
const LAST_SECONDS = 10;

/**
 * Ends nginx when a worker has ended or hangs, and says why.
 *
 * The master replaces a worker, but the counters of its connections are in memory that workers share, and stay: the new worker would refuse
 * clients that hold nothing. A worker that hangs serves nobody, while the kernel still completes the connections of health checks.
 * Only a fresh task is sound. ECS starts one where a task has ended.
 *
 * A sign of life is a wait for something to happen, or something written. A signal that workers ignore interrupts the wait, so
 * that an idle worker gives one as well. The kernel tells both in /proc.
 */
const WATCH = `
watch() {
  workers= signs= looks=0
  while sleep ${LOOK_SECONDS}; do
    before=$signs now= signs= silent=
    for process in /proc/[0-9]*; do
      parent= sign= worker=\${process#/proc/}
      for facts in $process/status $process/io; do
        while read -r name value; do
          case $name in PPid:) parent=$value ;; voluntary_ctxt_switches: | syscw:) sign="$sign $value" ;; esac
        done < $facts
      done 2>/dev/null
      [ "$parent" = $nginx ] || continue
      now="$now $worker" signs="$signs $worker$sign;"
      case $before in *" $worker$sign;"*) silent="$silent $worker" ;; esac
      kill -HUP $worker
    done
    workers=\${workers:-$now}
    [ "$workers" = "$now" ] || end 'a worker process of nginx ended, and the counters of the limits still hold its connections'
    if [ "$silent" ]; then looks=$((looks + 1)); else looks=0; fi
    [ $looks -lt ${SILENT_LOOKS} ] || { kill -KILL $silent; end 'a worker process of nginx hung'; }
  done
}
end() {
  echo "the task ends, because $1" >&2
  kill -QUIT $nginx
  sleep ${LAST_SECONDS}
  kill -TERM $nginx
  exit
}
`.trim();

/**
 * Writes nginx.conf from the environment and runs nginx until it has drained.
 *
 * nginx does not read its configuration from a pipe, hence the file. SIGTERM would end it with every request
 * in flight, hence the shell: both signals that Fargate may send become SIGQUIT. It is sent until nginx has ended, because
 * nginx overlooks one while it starts. `wait` returns when a signal arrives, hence the loop, which ends with nginx's own exit code.
 * An nginx that ends although nobody told it to has failed.
 */
const SCRIPT = `
trap 'exit 0' TERM QUIT
umask 077
printf '%s' "$NGINX_CONF" | awk '${WRITE_NGINX_CONF}' > ${WRITABLE_PATH}/nginx.conf
${WATCH}
tell() {
  while kill -QUIT $nginx && sleep 1; do :; done
}
nginx -p ${WRITABLE_PATH} -e stderr -c ${WRITABLE_PATH}/nginx.conf &
nginx=$!
watch &
watch=$!
told=
trap 'told=yes; kill $watch; tell 2>/dev/null &' TERM QUIT
while :; do
  wait $nginx
  status=$?
  kill -0 $nginx 2>/dev/null && continue
  [ "$told" ] || [ $status != 0 ] || status=1
  exit $status
done
`.trim();

export const ENTRY_POINT = ['/bin/sh', '-c', SCRIPT];
