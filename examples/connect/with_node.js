// Tell a reading, or an alert, from Node, and hear whether it was refused.
//   npm install mqtt
//   node with_node.js bed.occupied true
//   node with_node.js alert fall
"use strict";
const crypto = require("node:crypto");
const fs = require("node:fs");
const mqtt = require("mqtt");

const URL = "mqtt://broker.example:1883";
const USER = "c-yours";
const PASSWORD = "your-password";
const SITE = "your-site";
const HOME = "your-home";
const CA = ""; // the file ca.pem, where the address begins with mqtts:// and the system does not know who signed it

const [name, said] = process.argv.slice(2);
if (said === undefined) {
  console.error("node with_node.js QUANTITY VALUE, or: alert SITUATION");
  process.exit(1);
}
const topic = `mistel/${SITE}/${HOME}/${USER}`;
const label = { boolean: "vb", number: "v", string: "vs" }; // SenML's names for the kinds of value (RFC 8428)

function read(text) {
  try {
    const value = JSON.parse(text);
    return typeof value in label ? value : text;
  } catch {
    return text;
  }
}

function message() {
  const now = Date.now() / 1000;
  if (name === "alert") return ["alerts", { id: crypto.randomUUID(), situation: said, onset: now }];
  const value = read(said);
  return ["events", [{ n: name, t: now, [label[typeof value]]: value }]];
}

const client = mqtt.connect(URL, {
  username: USER,
  password: PASSWORD,
  ca: CA ? [fs.readFileSync(CA)] : undefined,
  reconnectOnConnackError: true, // a login that is new may take a second
  will: { topic: `${topic}/status`, payload: "offline", qos: 1, retain: true },
});
let refused = false;
let why = "nobody answers";
const patience = setTimeout(() => {
  console.error(`Not connected within 10 s: ${why}`);
  process.exit(1);
}, 10_000);
client.on("error", (error) => (why = error.message));
client.on("message", (_topic, payload) => {
  const notice = JSON.parse(payload);
  console.error(`Refused: ${notice.says} ${notice.mend}`);
  refused = true;
});
client.once("connect", () => {
  clearTimeout(patience);
  client.subscribe(`mistel-out/${SITE}/${HOME}/${USER}/refused`, { qos: 1 });
  client.publish(`${topic}/status`, "online", { qos: 1, retain: true });
  const [tail, payload] = message();
  client.publish(`${topic}/${tail}`, JSON.stringify(payload), { qos: 1 }, () => setTimeout(leave, 500));
});

function leave() {
  if (!refused) console.log("Sent, and nothing was refused.");
  client.publish(`${topic}/status`, "offline", { qos: 1, retain: true }, () =>
    client.end(false, {}, () => process.exit(refused ? 1 : 0)),
  );
}
