#!/bin/sh
# Tell a reading with mosquitto_pub (Debian: apt-get install mosquitto-clients), and hear whether it was refused.
#   sh with_mosquitto_pub.sh '[{"n": "bed.occupied", "vb": true}]'
#   sh with_mosquitto_pub.sh '{"id": "a1", "situation": "fall", "onset": 1760000000}' alerts
set -eu
HOST=broker.example
PORT=1883
USER_NAME=c-yours
PASSWORD=your-password
SITE=your-site
HOME_ID=your-home
TLS="" # --cafile ca.pem, where the address begins with mqtts://; --tls-use-os-certs where the system knows who signed

payload=${1:?give the payload, as above}
to="-h $HOST -p $PORT -u $USER_NAME -P $PASSWORD $TLS"
# shellcheck disable=SC2086 # the options are words
mosquitto_sub $to -t "mistel-out/$SITE/$HOME_ID/$USER_NAME/refused" -q 1 -W 1 &
sleep 0.3
# shellcheck disable=SC2086
mosquitto_pub $to -t "mistel/$SITE/$HOME_ID/$USER_NAME/${2:-events}" -q 1 -m "$payload"
wait || true # it ends when nothing more is refused
