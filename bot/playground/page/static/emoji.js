// Shortcodes as the emulator knows them.
let table = {};

export async function loadEmoji() {
  try {
    const response = await fetch("/emoji.json");
    if (response.ok) table = await response.json();
  } catch {
    // shortcodes stay as they are written
  }
}

export const emojiOf = (name) => table[name] ?? `:${name}:`;
export const withEmoji = (text) =>
  String(text).replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (all, name) => table[name] ?? all);
