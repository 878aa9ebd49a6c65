// Tell motion from an ESP32: Arduino IDE, board package "esp32", library "PubSubClient" (2.8 or newer).
#include <PubSubClient.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>
#include <time.h>

const char *WIFI = "your-wifi";
const char *WIFI_PASSWORD = "your-wifi-password";
const char *HOST = "broker.example";
const int PORT = 1883;
const char *USER = "c-yours";
const char *PASSWORD = "your-password";
const String TOPIC = "mistel/your-site/your-home/c-yours/";
const String REFUSED = "mistel-out/your-site/your-home/c-yours/refused";
#define TLS 0
const char *CA = ""; // what stands in ca.pem, where the broker's address begins with mqtts://
const int SENSOR = 4;

#if TLS
WiFiClientSecure line;
#else
WiFiClient line;
#endif
PubSubClient client(line);
int told = -1;

void show(char *, byte *payload, unsigned int length) {
  Serial.print("refused: ");
  Serial.write(payload, length);
  Serial.println();
}

void setup() {
  Serial.begin(115200);
  pinMode(SENSOR, INPUT);
  WiFi.begin(WIFI, WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) delay(100);
  configTime(0, 0, "pool.ntp.org"); // readings say when they were made
  while (time(nullptr) < 1700000000) delay(100);
#if TLS
  line.setCACert(CA);
#endif
  client.setServer(HOST, PORT);
  client.setBufferSize(1024);
  client.setCallback(show);
}

bool connected() {
  if (client.connected()) return true;
  const String status = TOPIC + "status";
  if (!client.connect(USER, USER, PASSWORD, status.c_str(), 1, true, "offline")) {
    Serial.println("not connected, tried again in 5 s");
    delay(5000);
    return false;
  }
  client.subscribe(REFUSED.c_str(), 1);
  client.publish(status.c_str(), "online", true);
  return true;
}

void loop() {
  if (!connected()) return;
  client.loop();
  const int moving = digitalRead(SENSOR);
  if (moving != told) {
    char reading[96];
    snprintf(reading, sizeof reading, "[{\"n\":\"motion\",\"vb\":%s,\"t\":%lld}]", moving ? "true" : "false",
             (long long)time(nullptr));
    // an alarm device publishes {"id":"…","situation":"fall","onset":…} on TOPIC + "alerts"
    if (client.publish((TOPIC + "events").c_str(), reading)) told = moving; // else it is told in the next round
  }
  delay(50);
}
