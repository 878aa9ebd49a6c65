// Just enough of the ESP32's Arduino core and of PubSubClient to run a sketch here: what it publishes is printed.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

typedef unsigned char byte;
enum { INPUT, WL_CONNECTED };

struct String : std::string {
  using std::string::string;
  String(const std::string &text) : std::string(text) {}
};

struct {
  void begin(int) {}
  void print(const char *) {}
  void println(const char * = "") {}
  void write(const byte *, unsigned int) {}
} Serial;

struct {
  void begin(const char *, const char *) {}
  int status() { return WL_CONNECTED; }
} WiFi;

struct WiFiClient {};
struct WiFiClientSecure : WiFiClient {
  void setCACert(const char *pem) { printf("CA\t%zu\n", std::string(pem).size()); }
};

inline void delay(int) {}
inline void pinMode(int, int) {}
inline int digitalRead(int) { return 1; }
inline void configTime(int, int, const char *) {}

struct PubSubClient {
  explicit PubSubClient(WiFiClient &) {}
  bool there = false;
  void setServer(const char *host, int port) { printf("server\t%s:%d\n", host, port); }
  void setBufferSize(int) {}
  void setCallback(void (*)(char *, byte *, unsigned int)) {}
  bool connected() { return there; }
  bool connect(const char *, const char *user, const char *password, const char *will, int, bool, const char *says) {
    printf("login\t%s %s\nwill\t%s %s\n", user, password, will, says);
    return there = true;
  }
  void subscribe(const char *topic, int) { printf("subscribe\t%s\n", topic); }
  bool publish(const char *topic, const char *payload, bool = false) {
    printf("publish\t%s %s\n", topic, payload);
    return true;
  }
  void loop() {}
};
