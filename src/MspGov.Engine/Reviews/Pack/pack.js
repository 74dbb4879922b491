'use strict';
// Runs in the reviewer's browser from a file, without any network. Nothing is trusted that comes from data: text is only ever set as text.
(() => {
  const pack = JSON.parse(document.getElementById('data').textContent);
  const $ = id => document.getElementById(id);
  const rowHeight = 58;
  const words = { approve: 'Keep', revoke: 'Remove', reduceToEligible: 'Make eligible', reassignOwner: 'Other owner', exception: 'Exception' };
  // Positions in an item's "shown" parts: what its fingerprint covers, in this order.
  const [PATH, TENANT, WHOID, WHO, TYPE, ROLE, ROLEID, SCOPE, HELD, START, END, STANDING, PRIVILEGED, ENABLED, EXPECTED] = Array(15).keys();
  const items = pack.items;
  const decisions = new Map();
  const texts = items.map(item => [item.shown[WHO], item.shown[TYPE], item.shown[ROLE], item.shown[SCOPE], item.scopeName, item.shown[HELD], item.shown[EXPECTED], item.why, ...item.via].join(' ').toLowerCase());
  let shown = items.map((_, i) => i);
  let at = 0;
  let chip = 'all';

  const chips = {
    all: ['All', () => true],
    open: ['Undecided', item => !decisions.has(item.id)],
    done: ['Decided', item => decisions.has(item.id)],
    advice: ['Advice: change', item => item.advice !== 'approve'],
    privileged: ['Privileged', item => item.shown[PRIVILEGED] === 'privileged'],
  };

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function filter() {
    const parts = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = chips[chip][1];
    const current = shown[at];
    shown = [];
    for (let i = 0; i < items.length; i++) {
      const text = texts[i];
      if (wanted(items[i]) && parts.every(part => text.includes(part))) shown.push(i);
    }
    at = Math.max(0, shown.indexOf(current));
    $('rows').style.height = shown.length * rowHeight + 'px';
    $('none').hidden = shown.length > 0;
    move(0);
  }

  function draw() {
    const list = $('list');
    const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 4);
    const last = Math.min(shown.length, first + Math.ceil((list.clientHeight || 600) / rowHeight) + 9);
    const rows = document.createDocumentFragment();
    for (let i = first; i < last; i++) rows.append(row(i));
    $('rows').replaceChildren(rows);
    if (shown.length) list.setAttribute('aria-activedescendant', 'r' + at); else list.removeAttribute('aria-activedescendant');
  }

  function row(i) {
    const item = items[shown[i]];
    const decided = decisions.get(item.id);
    const made = element('div', 'row');
    made.id = 'r' + i;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', i === at);
    made.style.top = i * rowHeight + 'px';
    made.append(element('div', 'who', item.shown[WHO] || item.shown[WHOID]), element('div', 'role', item.shown[ROLE]));
    made.append(element('div', 'state ' + (decided ? 'decided ' + decided.decision : 'sub'), decided ? words[decided.decision] : 'undecided'));
    made.append(element('div', 'sub whoSub', item.shown[TYPE] + (item.shown[ENABLED] === 'disabled' ? ' · disabled' : '')));
    made.append(element('div', 'sub roleSub', held(item)));
    const advice = element('div', 'sub state stateSub', 'advice: ');
    advice.append(element('span', item.advice, words[item.advice].toLowerCase()));
    made.append(advice);
    made.addEventListener('click', () => { at = i; draw(); detail(); });
    return made;
  }

  function held(item) {
    const via = item.via.length ? ' through ' + item.via.join(' → ') : '';
    const scope = item.shown[SCOPE] === '/' ? '' : ' on ' + (item.scopeName || item.shown[SCOPE]);
    return (item.shown[STANDING] === 'standing' ? 'standing' : item.shown[END] ? 'until ' + item.shown[END] : 'not standing') + ' · ' + item.shown[HELD].toLowerCase() + via + scope;
  }

  function detail() {
    const box = $('detail');
    box.replaceChildren();
    const item = items[shown[at]];
    if (!item) return;
    box.append(element('h2', '', item.shown[WHO] || item.shown[WHOID]));
    const tags = element('div');
    tags.append(element('span', 'tag', item.shown[TYPE]));
    if (item.shown[PRIVILEGED] === 'privileged') tags.append(element('span', 'tag hot', 'privileged'));
    if (item.breakGlass) tags.append(element('span', 'tag hot', 'emergency account'));
    if (item.shown[ENABLED] === 'disabled') tags.append(element('span', 'tag', 'disabled'));
    if (item.revision) tags.append(element('span', 'tag hot', 'changed, put before you again'));
    box.append(tags);
    const facts = element('dl');
    const fact = (name, value) => { if (value) { facts.append(element('dt', '', name)); const cell = element('dd'); cell.append(value); facts.append(cell); } };
    fact('Access', item.shown[ROLE]);
    fact('Scope', item.shown[SCOPE] === '/' ? 'the whole tenant' : item.scopeName || item.shown[SCOPE]);
    fact('Held', held(item));
    if (item.via.length) {
      const path = element('ul', 'path');
      for (const step of [item.shown[WHO] || item.shown[WHOID], ...item.via, item.shown[ROLE]]) path.append(element('li', '', step));
      fact('Path', path);
    }
    fact('Last sign-in', item.last || 'not known');
    fact('Manager', item.manager);
    fact('Expected', item.shown[EXPECTED]);
    for (const earlier of item.earlier) fact(earlier[0], earlier[1]);
    box.append(facts);
    const advice = element('p', 'advice');
    const what = element('strong', item.advice, words[item.advice]);
    advice.append('Advice: ', what, '. ', item.why);
    box.append(advice);
    const buttons = element('div', 'decide');
    for (const [key, decision] of [['a', 'approve'], ['r', 'revoke'], ['e', 'reduceToEligible'], ['o', 'reassignOwner'], ['x', 'exception']]) {
      const button = element('button', decision, words[decision] + ' ');
      button.type = 'button';
      button.append(element('kbd', '', key));
      button.disabled = !fits(item, decision);
      button.setAttribute('aria-pressed', decisions.get(item.id)?.decision === decision);
      button.addEventListener('click', () => decide(decision));
      buttons.append(button);
    }
    box.append(buttons);
    const decided = decisions.get(item.id);
    if (decided) {
      const text = [decided.reason, decided.owner && 'owner ' + decided.owner, decided.until && 'until ' + decided.until.slice(0, 10), decided.ticket].filter(Boolean).join(' · ');
      if (text) box.append(element('p', 'sub', text));
    }
  }

  function fits(item, decision) {
    if (decision === 'reduceToEligible') return item.shown[HELD] === 'Active' && item.shown[STANDING] === 'standing' && ['User', 'Guest', 'Group'].includes(item.shown[TYPE]);
    return decision !== 'reassignOwner' || item.shown[HELD] === 'Owner';
  }

  async function decide(decision) {
    const item = items[shown[at]];
    if (!item || !fits(item, decision)) return;
    const made = { decision };
    const asked = { revoke: [], reduceToEligible: [], approve: item.advice === 'approve' ? [] : ['reason'], reassignOwner: ['owner', 'reason'], exception: ['owner', 'until', 'ticket', 'reason'] }[decision];
    if (asked.length) {
      const answers = await ask(words[decision], item.shown[WHO] + ' · ' + item.shown[ROLE], asked.map(name => fields[name]));
      if (!answers) return;
      Object.assign(made, answers);
      if (made.until) made.until += 'T00:00:00Z';
    }
    decisions.set(item.id, made);
    keep();
    const next = at + (chip === 'open' ? 0 : 1);
    if (chip === 'open' || chip === 'done') filter();
    move(Math.min(next, shown.length - 1) - at);
    progress();
  }

  const fields = {
    reason: { name: 'reason', label: 'Reason' },
    owner: { name: 'owner', label: 'Owner (who answers for it)' },
    until: { name: 'until', label: 'Until', type: 'date' },
    ticket: { name: 'ticket', label: 'Ticket' },
    code: { name: 'code', label: 'One-time code that was handed to you separately', autocomplete: 'one-time-code' },
    key: { name: 'key', label: 'Your private key (PEM, PKCS#8; it stays in this browser)', type: 'file' },
  };

  function ask(title, text, wanted, check) {
    return new Promise(resolve => {
      const dialog = $('ask');
      $('askTitle').textContent = title;
      $('askText').textContent = text;
      $('askError').textContent = '';
      const inputs = wanted.map(field => {
        const input = element('input');
        input.type = field.type || 'text';
        input.name = field.name;
        input.required = true;
        input.autocomplete = field.autocomplete || 'off';
        const label = element('label', '', field.label);
        label.append(input);
        return [input, label];
      });
      $('askFields').replaceChildren(...inputs.map(pair => pair[1]));
      const end = value => { dialog.close(); dialog.querySelector('form').onsubmit = $('askCancel').onclick = dialog.oncancel = null; $('list').focus(); resolve(value); };
      $('askCancel').onclick = () => end(null);
      dialog.oncancel = () => end(null);
      dialog.querySelector('form').onsubmit = async event => {
        event.preventDefault();
        const answers = {};
        for (const [input] of inputs) answers[input.name] = input.type === 'file' ? await input.files[0].text() : input.value.trim();
        const problem = check ? await check(answers) : null;
        if (problem) $('askError').textContent = problem; else end(answers);
      };
      dialog.showModal();
    });
  }

  function move(by) {
    if (!shown.length) { draw(); detail(); return; }
    at = Math.max(0, Math.min(shown.length - 1, at + by));
    const list = $('list');
    const top = at * rowHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
    draw();
    detail();
  }

  function progress() {
    const done = decisions.size;
    $('bar').style.width = items.length ? done / items.length * 100 + '%' : '0';
    $('progress').setAttribute('aria-valuemax', items.length);
    $('progress').setAttribute('aria-valuenow', done);
    $('count').textContent = done + ' of ' + items.length + ' decided' + (done < items.length ? '; what is undecided on the due date ' + pack.byDefault : '');
    $('save').disabled = done === 0;
  }

  // A draft in the browser, so that a closed window loses nothing; where storage is off, the page works without.
  const draftKey = 'mspgov.review.' + pack.id;
  function keep() { try { localStorage.setItem(draftKey, JSON.stringify([...decisions])); } catch { /* no storage: no draft */ } }
  function restore() {
    try {
      const known = new Set(items.map(item => item.id));
      for (const [id, made] of JSON.parse(localStorage.getItem(draftKey) || '[]')) if (known.has(id) && words[made.decision]) decisions.set(id, made);
    } catch { decisions.clear(); }
  }

  async function save() {
    if (!decisions.size) return;
    const open = items.length - decisions.size;
    const text = (open ? open + ' items are undecided, and this pack is taken in once. ' : '') + decisions.size + ' decisions are saved as a file: send it back by the way you received this pack.';
    let bound;
    const answers = await ask('Save decisions', text, [pack.binding === 'key' ? fields.key : fields.code], async given => {
      try {
        bound = pack.binding === 'key' ? await signed(given.key) : coded(given.code);
        return bound ? null : 'A code has 16 letters and digits.';
      } catch (error) { return 'This key cannot be used: ' + error.message; }
    });
    if (!answers) return;
    const link = element('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(bound)], { type: 'application/json' }));
    link.download = pack.fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    toast('Saved as ' + pack.fileName);
  }

  function body() {
    const made = items.filter(item => decisions.has(item.id)).map(item => ({ item: item.id, fingerprint: hex(sha256(utf8(item.shown.map(part => part + '\n').join('')))), ...decisions.get(item.id) }));
    return utf8(JSON.stringify({ pack: pack.id, review: pack.review, tenant: pack.tenantId, reviewer: pack.reviewer, savedAt: new Date().toISOString(), decisions: made }));
  }

  const prefix = utf8('mspgov.decisions.v1\n');
  const file = (bytes, binding) => ({ format: 'mspgov.decisions.v1', body: base64(bytes), ...binding });

  function coded(text) {
    const code = [...text.toUpperCase()].map(c => ({ O: '0', I: '1', L: '1' })[c] || c).filter(c => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.includes(c)).join('');
    if (code.length !== 16) return null;
    const bytes = body();
    return file(bytes, { mac: base64(hmac(utf8(code), join(prefix, bytes))) });
  }

  async function signed(pem) {
    const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '')), c => c.charCodeAt(0));
    const key = await crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const bytes = body();
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, join(prefix, bytes));
    return file(bytes, { signature: base64(new Uint8Array(signature)) });
  }

  function utf8(text) { return new TextEncoder().encode(text); }
  function hex(bytes) { return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(''); }
  function join(a, b) { const both = new Uint8Array(a.length + b.length); both.set(a); both.set(b, a.length); return both; }
  function base64(bytes) { let text = ''; for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192)); return btoa(text); }

  // FIPS 180-4 and RFC 2104; the browser's own digest is not offered to every page opened from a file.
  function sha256(message) {
    const blocks = (message.length + 8 >> 6) + 1;
    const padded = new Uint8Array(blocks * 64);
    padded.set(message);
    padded[message.length] = 128;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
    view.setUint32(padded.length - 4, message.length << 3);
    const h = sha256.h.slice();
    const w = new Int32Array(64);
    for (let block = 0; block < padded.length; block += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + i * 4);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const s = k + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + sha256.k[i] + w[i] | 0;
        const t = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
        k = g; g = f; f = e; e = d + s | 0; d = c; c = b; b = a; a = s + t | 0;
      }
      [a, b, c, d, e, f, g, k].forEach((value, i) => { h[i] = h[i] + value | 0; });
    }
    const digest = new Uint8Array(32);
    h.forEach((value, i) => new DataView(digest.buffer).setInt32(i * 4, value));
    return digest;
  }

  // The constants are the first 32 bits of the fractions of square and cube roots of the first primes.
  (() => {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every(prime => n % prime)) primes.push(n);
    const fraction = value => (value - Math.floor(value)) * 0x100000000 | 0;
    sha256.k = Int32Array.from(primes, prime => fraction(Math.cbrt(prime)));
    sha256.h = Int32Array.from(primes.slice(0, 8), prime => fraction(Math.sqrt(prime)));
  })();

  function hmac(key, message) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sha256(key) : key);
    return sha256(join(block.map(byte => byte ^ 0x5c), sha256(join(block.map(byte => byte ^ 0x36), message))));
  }

  function toast(text) { const box = $('toast'); box.textContent = text; box.classList.add('on'); setTimeout(() => box.classList.remove('on'), 4000); }

  function choose(name) {
    chip = name;
    for (const button of $('chips').children) button.setAttribute('aria-pressed', button.dataset.chip === name);
    filter();
  }

  for (const [name, [label]] of Object.entries(chips)) {
    const button = element('button', '', label);
    button.type = 'button';
    button.dataset.chip = name;
    button.addEventListener('click', () => choose(name));
    $('chips').append(button);
  }

  $('name').textContent = pack.name + ' · ' + pack.tenant;
  $('facts').textContent = 'For ' + pack.reviewer + ' · due ' + pack.due + ' · snapshot of ' + pack.opened + (pack.completeness === 'Complete' ? '' : ' · ' + pack.completeness + ': not everything could be read') + ' · pack ' + pack.id;
  $('filter').addEventListener('input', filter);
  $('list').addEventListener('scroll', draw);
  $('save').addEventListener('click', save);
  addEventListener('resize', draw);
  addEventListener('keydown', event => {
    if ($('ask').open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.activeElement === $('filter')) {
      if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') { event.preventDefault(); $('list').focus(); }
      return;
    }
    const page = Math.max(1, Math.floor($('list').clientHeight / rowHeight) - 1);
    const keys = {
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1), PageDown: () => move(page), PageUp: () => move(-page),
      Home: () => move(-at), End: () => move(shown.length), a: () => decide('approve'), r: () => decide('revoke'), e: () => decide('reduceToEligible'),
      o: () => decide('reassignOwner'), x: () => decide('exception'), s: save, '/': () => { $('filter').focus(); $('filter').select(); },
      u: () => { const item = items[shown[at]]; if (item && decisions.delete(item.id)) { keep(); filter(); progress(); } },
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  restore();
  choose('all');
  progress();
  $('list').focus();
})();
