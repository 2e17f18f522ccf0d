// Tones of the pack bench, made here: ok, wrong, done, ask. A browser allows sound after the first key or scan; F3 mutes.
globalThis.fahuoSound = (() => {
  const NOTES = { // [hertz, from second, for seconds, wave]
    ok: [[1046, 0, 0.07, "sine"]],
    ask: [[659, 0, 0.09, "sine"], [659, 0.13, 0.09, "sine"]],
    wrong: [[196, 0, 0.22, "square"], [147, 0.25, 0.38, "square"]],
    done: [[784, 0, 0.1, "sine"], [1046, 0.11, 0.1, "sine"], [1568, 0.22, 0.22, "sine"]],
  };
  let context = null, muted = localStorage.getItem("bench_muted") === "1";
  const wake = () => {
    context = context || (globalThis.AudioContext ? new AudioContext() : null);
    if (context && context.state === "suspended") context.resume();
  };
  document.addEventListener("keydown", wake, { capture: true });
  document.addEventListener("pointerdown", wake, { capture: true });
  return {
    played: 0,
    last: "",
    get muted() { return muted; },
    mute() { muted = !muted; localStorage.setItem("bench_muted", muted ? "1" : "0"); return muted; },
    play(tone) {
      this.played += 1;
      this.last = tone;
      if (muted || !context || !NOTES[tone]) return;
      for (const [hertz, from, long, wave] of NOTES[tone]) {
        const at = context.currentTime + from, voice = context.createOscillator(), loud = context.createGain();
        voice.type = wave; voice.frequency.value = hertz;
        loud.gain.setValueAtTime(0.0001, at); loud.gain.exponentialRampToValueAtTime(wave === "square" ? 0.25 : 0.4, at + 0.01); loud.gain.exponentialRampToValueAtTime(0.0001, at + long);
        voice.connect(loud).connect(context.destination);
        voice.start(at); voice.stop(at + long + 0.02);
      }
    },
  };
})();
