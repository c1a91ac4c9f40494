import { ConnectionMemory } from './traffic-profile';

/**
 * `tcp_notsent_lowat`, in KiB: with more unsent bytes than this, a socket takes no more from nginx. HAProxy sets the same for the same reason.
 */
const UNSENT_KIB = 16;

/**
 * The system controls of a task that bound what the kernel holds for one connection.
 *
 * Linux would let each socket grow to several MiB, which a client that stops reading then takes. They bound what one connection carries over
 * a long way: see "Speed over a long way" in docs/sizing.md. All of them are settings of a network namespace.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
export function socketControlsOf({ fromService, sent }: ConnectionMemory): Record<string, string> {
  return {
    'net.ipv4.tcp_rmem': `4096 ${bytes(fromService)} ${bytes(fromService)}`,
    'net.ipv4.tcp_wmem': `4096 16384 ${bytes(sent)}`,
    'net.ipv4.tcp_notsent_lowat': `${bytes(UNSENT_KIB)}`,
  };
}

/** `rcvbuf` of a listener that clients connect to. Linux doubles what it is asked for. */
export function listenerRcvbuf({ fromClient }: ConnectionMemory): string {
  return `${fromClient / 2}k`;
}

function bytes(kibibytes: number): number {
  return kibibytes * 1024;
}
