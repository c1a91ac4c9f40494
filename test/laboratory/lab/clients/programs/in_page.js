// What a page does with services of these names, by the scheme of its own address, and with one for WebSocket.
(async (names, socketName) => {
  const { protocol } = location;
  const at = (name, path) => `${protocol}//${name}/browser/${path}`;
  const digest = async (data) => [...new Uint8Array(await crypto.subtle?.digest('SHA-256', data) ?? [])].join('');
  const ask = async (name, path, options = {}) => {
    const reply = await fetch(at(name, path), { credentials: 'include', ...options });
    const body = await reply.arrayBuffer();
    return [path, reply.status, reply.headers.get('x-service'), body.byteLength, path === 'echo' ? new TextDecoder().decode(body) : await digest(body)];
  };

  const answers = [];
  for (let round = 0; round < 2; round++) {
    for (const name of names) answers.push([name, (await ask(name, 'bytes/100')).slice(0, 3)]);
  }

  const own = names[0];
  const got = [
    await ask(own, 'bytes/2000000'), await ask(own, 'chunks/200000'), await ask(own, 'late/500'), await ask(own, 'head/15000'), await ask(own, 'status/503'),
    await ask(own, 'echo', { method: 'POST', body: 'x'.repeat(1_000_000) }),
    await ask(own, 'echo', { method: 'PUT', body: JSON.stringify({ as: 'json' }), headers: { 'Content-Type': 'application/json' } }),
    ['at once', (await Promise.all(Array.from({ length: 30 }, () => ask(own, 'late/200')))).map(([, status]) => status).join()],
    ['events', await new Promise((resolve) => {
      const source = new EventSource(at(own, 'events/5'), { withCredentials: true });
      const events = [];
      source.onmessage = ({ data }) => events.push(data);
      source.onerror = () => { source.close(); resolve(events); };
    })],
    ['stopped', await (async () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      return ask(own, 'late/20000', { signal: stop.signal }).catch(({ name }) => name);
    })()],
    ['WebSocket', await new Promise((resolve) => {
      const socket = new WebSocket(`${protocol.replace('http', 'ws')}//${socketName}/browser/echo`);
      const messages = [];
      socket.onopen = () => socket.send('hello');
      socket.onmessage = ({ data }) => { messages.push(data); socket.send('end'); };
      socket.onclose = ({ code, reason }) => resolve([...messages, code, reason]);
    })],
  ];
  return { answers, got };
})
