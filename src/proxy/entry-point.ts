import { BOUND_LOG, BOUNDED_LOG, SIGN_OF_LIFE, WORKER_MEMORY, WRITABLE_PATH, WRITE_NGINX_CONF } from './nginx';

/** How often the workers are looked at, and how often in a row one may be asked for its file in vain. */
const LOOK_SECONDS = 3;
const SILENT_LOOKS = 3;

/** The CPU time in the kernel that is a sign of life, in hundredths of a second. */
const BUSY_TICKS = 20;

/** How long what is left may go on when nginx has to end because a worker did. */
const LAST_SECONDS = 10;

/** How long the last lines of the log may take after nginx has ended. */
const LAST_LINES_SECONDS = 3;

/**
 * Ends nginx when a worker has ended, or when a worker or the program that bounds the log hangs, and says why.
 *
 * The master replaces a worker, but the counters of its connections are in memory that workers share, and stay: the new worker would refuse
 * clients that hold nothing. A worker that hangs serves nobody, while the kernel still completes the connections of health checks.
 * Only a fresh task is sound. ECS starts one where a task has ended.
 *
 * A worker is alive if its context switches, its writes or its CPU time in the kernel have grown, which /proc shows. If none has, the watch sends a signal
 * that the worker ignores, because that interrupts its wait. A worker that shows life gets no signal, because a signal also interrupts a write to the log.
 *
 * A client may keep a worker so busy that it neither waits nor writes, but the worker then spends its time in the kernel. A worker in an endless loop does
 * not. The kernel counts that time by samples, so only each fifth of a second counts.
 *
 * A client may also keep a worker busy with almost no time in the kernel. So the watch deletes a file that nginx has open as a log, and tells the worker to
 * open its logs again. A worker that still handles events makes the file again. The watch asks one process after the other, or a worker that is busy could
 * answer for one that hangs.
 *
 * The program that bounds the log gets an empty line each second. If the program hung, nginx would wait for it with every line.
 */
const WATCH = `
watch() {
  workers= signs= asked= suspect= answer= looks=0
  while sleep ${LOOK_SECONDS}; do
    before=$signs suspects=$asked now= signs= asked= silent=
    for place in /proc/[0-9]*; do
      parent= sign= process=\${place#/proc/}
      for facts in $place/status $place/io; do
        while read -r name value; do
          case $name in PPid:) parent=$value ;; voluntary_ctxt_switches: | syscw:) sign="$sign $value" ;; esac
        done < $facts
      done 2>/dev/null
      { read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ ticks _ < $place/stat && sign="$sign $((ticks / ${BUSY_TICKS}))"; } 2>/dev/null
      case $parent in $nginx) now="$now $process" ;; $bound) ;; *) continue ;; esac
      signs="$signs $process$sign;"
      case $before in *" $process$sign;"*) ;; *) continue ;; esac
      asked="$asked $process;"
      [ "$parent" = $bound ] || kill -HUP $process
      case $suspects in *" $process;"*) [ "$parent" = $bound ] && silent=" $process$silent" || silent="$silent $process" ;; esac
    done
    workers=\${workers:-$now}
    [ "$workers" = "$now" ] || end 'a worker process of nginx ended, and the counters of the limits still hold its connections'
    case "$silent " in *" $suspect "*) [ -e "$answer" ] && looks=0 || looks=$((looks + 1)) ;; *) looks=0 ;; esac
    [ $looks -lt ${SILENT_LOOKS} ] || { kill -KILL $suspect; end 'a worker process of nginx, or the program that bounds its log, hung'; }
    rest="$silent "
    [ $looks != 0 ] || { set -- \${rest#*" $suspect "} $silent; suspect=$1; }
    case "$now " in *" $suspect "*) answer=${SIGN_OF_LIFE}; rm -f $answer; kill -USR1 $suspect ;; *) answer= ;; esac
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
 * Runs the program that bounds the log, and starts it again if it ends while nginx still writes to it.
 *
 * The shell keeps the pipe open for reading, so nginx waits for the new program and loses no line. A second loop tells the program when a second is
 * over, and the script below when nginx has ended.
 *
 * mawk waits for 4 KiB from a pipe unless it is interactive. Other programs called awk do not wait, and do not know the option.
 *
 * @see https://invisible-island.net/mawk/manpage/mawk.html
 */
const BOUND = `
bound() {
  case $(awk -Wversion 2>&1) in mawk*) interactive=-Winteractive ;; *) interactive= ;; esac
  until awk $interactive '${BOUND_LOG}'; do
    echo 'the program that bounds the log ended, and starts again: the count of a second is lost' >&2
    sleep 1
  done
}
mkfifo ${BOUNDED_LOG}
bound < ${BOUNDED_LOG} &
bound=$!
while sleep 1; do echo; done > ${BOUNDED_LOG} &
seconds=$!
`.trim();

/**
 * Bounds the memory that nginx may ask for. Without it, the kernel ends the worker where memory runs out, and every session with it. With it, nginx
 * ends the request or the session for which it gets no more memory.
 *
 * Connections are counted with the most that they take. But some requests take more, such as one whose service sends interim replies without end.
 */
const BOUND_MEMORY = `
ulimit -d $(awk '$1 == "${WORKER_MEMORY}" { print $2 }' ${WRITABLE_PATH}/nginx.conf)
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
${BOUND}
${WATCH}
tell() {
  while kill -QUIT $nginx && sleep 1; do :; done
}
${BOUND_MEMORY}
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
  kill $seconds
  echo end > ${BOUNDED_LOG} &
  { sleep ${LAST_LINES_SECONDS}; kill -KILL $bound; } &
  while kill -0 $bound 2>/dev/null; do wait $bound; done
  exit $status
done
`.trim();

export const ENTRY_POINT = ['/bin/sh', '-c', SCRIPT];
