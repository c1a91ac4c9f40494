/**
 * How much of a connection the kernel holds for nginx, in KiB: what one direction of it may hold while it stands still.
 *
 * Linux would let each socket grow to several MiB, which a client that stops reading then takes. The figures bound what one
 * connection carries over a long way: see "Speed over a long way" in docs/sizing.md.
 */
export const SOCKET_KIB = {
  /** Received from a client and not read yet: an upload. Half of it at most is window. */
  fromClient: 176,
  /** Received from a service and not read yet. The way to VPC Lattice is short. */
  fromService: 48,
  /** Sent and not acknowledged yet: a download over a long way. */
  sent: 320,
  /** Not sent yet: enough to write while the kernel sends. HAProxy sets the same for the same reason. */
  unsent: 16,
};

/**
 * The system controls of a task for this. All of them are settings of a network namespace.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
export const SOCKET_CONTROLS: Record<string, string> = {
  'net.ipv4.tcp_rmem': `4096 ${bytes(SOCKET_KIB.fromService)} ${bytes(SOCKET_KIB.fromService)}`,
  'net.ipv4.tcp_wmem': `4096 16384 ${bytes(SOCKET_KIB.sent)}`,
  'net.ipv4.tcp_notsent_lowat': `${bytes(SOCKET_KIB.unsent)}`,
};

/** `rcvbuf` of a listener that clients connect to. Linux doubles what it is asked for. */
export const LISTENER_RCVBUF = `${SOCKET_KIB.fromClient / 2}k`;

function bytes(kibibytes: number): number {
  return kibibytes * 1024;
}
