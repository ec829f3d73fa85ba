// Injected before a page's own scripts for the measurement of memory: keeps the wasm's memories and
// the windows in sight.
(() => {
  const memories = new Set();
  const keep = (object) => {
    for (const value of Object.values(object ?? {})) if (value instanceof WebAssembly.Memory) memories.add(value);
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const make = WebAssembly[name];
    WebAssembly[name] = async (source, imports) => {
      for (const part of Object.values(imports ?? {})) keep(part);
      const made = await make.call(WebAssembly, source, imports);
      keep((made.instance ?? made).exports);
      return made;
    };
  }
  const open = window.open;
  let last;
  window.open = (...args) => (last = open.apply(window, args));
  const closed = async () => {
    while (last && !last.closed) await new Promise((done) => setTimeout(done, 5));
    last = undefined;
  };
  window.memory = {
    wasm: () => [...memories].reduce((sum, m) => sum + m.buffer.byteLength, 0),
    async login(again) {
      if (again) await contestant.logoutLocal();
      if (!(await contestant.login())) throw new Error("no session");
      await closed();
    },
    // lwa.js closes a window twice, a second apart, and holds it until then.
    rest: () => new Promise((done) => setTimeout(done, 1100)),
  };
})();
