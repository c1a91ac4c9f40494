import { CONNECTION_KIB, socketControlsOf, TrafficProfile } from '../../../src/proxy/nginx';

/** A page of memory, the least that Linux takes for a socket. */
const PAGE = 4096;

describe.each(Object.values(TrafficProfile))('with %s', (profile) => {
  const memory = CONNECTION_KIB[profile];
  const numbersOf = (control: string) => socketControlsOf(memory)[`net.ipv4.${control}`].split(' ').map(Number);

  test.each([['received from a service', 'tcp_rmem', memory.fromService], ['sent', 'tcp_wmem', memory.sent]])(
    'Linux bounds what is %s: least, default and most bytes of a socket', (_, control, kibibytes) => {
      const [least, byDefault, most] = numbersOf(control);

      expect(least).toBe(PAGE);
      expect(byDefault).toBeGreaterThan(least);
      expect(byDefault).toBeLessThanOrEqual(most);
      expect(most).toBe(kibibytes * 1024);
    });

  test('a socket takes no more from nginx long before it is full', () => {
    const [unsent] = numbersOf('tcp_notsent_lowat');

    expect(unsent).toBeGreaterThan(0);
    expect(unsent).toBeLessThan(memory.sent * 1024 / 2);
  });
});
