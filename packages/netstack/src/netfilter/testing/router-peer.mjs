// Runs inside a namespace of the lab: `serve` answers with its own address and the client's; else asks, one JSON line per question.
import dgram from 'node:dgram';
import net from 'node:net';
import { createInterface } from 'node:readline';

const PORTS = [80, 81, 443, 8080, 8081];
/** Question and answer of UDP are equally long, as in an echo. */
const padded = (text) => text.padEnd(60);
const bare = (a = '') => (a.startsWith('::ffff:') ? a.slice(7) : a);

if (process.argv[2] === 'serve') {
  // Ends when whoever started it ends.
  process.stdin.on('end', () => process.exit()).resume();
  let open = 0;
  const ready = () => {
    if (++open === PORTS.length * 3) console.log('ready');
  };
  for (const port of PORTS) {
    net
      .createServer((s) => {
        s.on('error', () => {});
        s.on('data', () => s.end(`${bare(s.localAddress)} ${s.localPort} ${bare(s.remoteAddress)} ${s.remotePort}`));
      })
      .listen(port, '::', ready);
    for (const type of ['udp4', 'udp6']) {
      const u = dgram.createSocket({ type, ipv6Only: type === 'udp6' });
      u.on('message', (_, from) => u.send(padded(`- ${port} ${from.address} ${from.port}`), from.port, from.address));
      // An answer that cannot be sent is no answer.
      u.on('error', () => {});
      u.bind(port, ready);
    }
  }
} else {
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const q = JSON.parse(line);
    console.log(JSON.stringify(await (q.protocol === 'tcp' ? tcp(q) : udp(q))));
  }
}

function tcp({ address, port, timeout, sourcePort }) {
  return new Promise((resolve) => {
    const done = (answer) => {
      clearTimeout(timer);
      s.destroy();
      resolve(answer);
    };
    const s = net.connect({ host: address, port, ...(sourcePort ? { localPort: sourcePort } : {}) });
    const timer = setTimeout(() => done({ errno: 'ETIMEDOUT' }), timeout);
    s.on('connect', () => s.write('hello'));
    s.on('data', (d) => done({ answer: String(d) }));
    s.on('error', (e) => done({ errno: e.code }));
    s.on('close', () => done({ errno: 'ECLOSED' }));
  });
}

function udp({ address, port, timeout, sourcePort }) {
  return new Promise((resolve) => {
    const u = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const done = (answer) => {
      clearTimeout(timer);
      try {
        u.close();
      } catch {}
      resolve(answer);
    };
    const timer = setTimeout(() => done({ errno: 'ETIMEDOUT' }), timeout);
    u.on('error', (e) => done({ errno: e.code }));
    u.on('message', (d) => done({ answer: String(d) }));
    const send = () => u.connect(port, address, () => u.send(padded('hello'), (e) => e && done({ errno: e.code })));
    if (sourcePort) u.bind(sourcePort, send);
    else send();
  });
}
