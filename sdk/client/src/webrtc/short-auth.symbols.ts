/** One picture: the emoji, and the word to read aloud. */
export interface ShortAuthSymbol {
  emoji: string;
  word: string;
}

/** 64 pictures that look and sound different, in an order that never changes: clients agree on it. */
const TABLE = `
  🐶 dog, 🐱 cat, 🦁 lion, 🐴 horse, 🦄 unicorn, 🐷 pig, 🐘 elephant, 🐰 rabbit,
  🐼 panda, 🐓 rooster, 🐧 penguin, 🐢 turtle, 🐟 fish, 🐙 octopus, 🦋 butterfly, 🐝 bee,
  🌷 tulip, 🌳 tree, 🌵 cactus, 🍄 mushroom, 🌍 globe, 🌙 moon, ☁️ cloud, 🔥 fire,
  🍌 banana, 🍎 apple, 🍓 strawberry, 🌽 corn, 🍕 pizza, 🎂 cake, ❤️ heart, 😀 smile,
  🤖 robot, 🎩 hat, 👓 glasses, 🔧 wrench, 🎅 santa, 👍 thumb, ☂️ umbrella, ⌛ hourglass,
  🎁 gift, 💡 lamp, 📖 book, ✏️ pencil, 📎 paperclip, ✂️ scissors, 🔒 lock, 🔑 key,
  🔨 hammer, ☎️ telephone, 🏁 flag, 🚂 train, 🚲 bicycle, ✈️ plane, 🚀 rocket, 🏆 trophy,
  ⚽ football, 🎸 guitar, 🎺 trumpet, 🔔 bell, ⚓ anchor, 🎧 headphones, 📁 folder, 📌 pin`;

export const SYMBOLS: readonly ShortAuthSymbol[] = TABLE.split(',').map((entry) => {
  const [emoji, word] = entry.trim().split(' ');
  return { emoji: emoji!, word: word! };
});
