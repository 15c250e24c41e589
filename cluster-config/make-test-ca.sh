#!/usr/bin/env bash
# Makes a certificate authority for tests and certificates of it. Needs openssl 1.1.1 or later.
#   make-test-ca.sh FOLDER [NAME [HOST…]]…   a NAME gets a certificate for the HOSTs behind it; NAMEs are told apart by --
#   make-test-ca.sh certificates node-1 127.0.0.1 localhost -- node-2 10.0.0.2
# Leaves in FOLDER: ca.pem (give it to everybody), ca.key (keep it), NAME.pem for each NAME (certificate and private key), client.pem for clients.
# An authority that is there is used again. Not for production: the authority's key lies unprotected on this disk.
set -euo pipefail
umask 077

if [ $# -lt 1 ] || [ "${1#-}" != "$1" ]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$1
shift
days=365
mkdir -p "$folder"

if [ ! -f "$folder/ca.key" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$days" -subj "/CN=Topology test authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
fi

# issue NAME HOST…: a certificate for either end of a connection.
issue() {
  local name=$1
  shift
  local names="DNS:$name"
  for host in "$@"; do
    if [[ $host =~ ^[0-9.]+$ || $host == *:* ]]; then names="$names,IP:$host"; else names="$names,DNS:$host"; fi
  done
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$folder/$name.key" -out "$folder/$name.csr" 2>/dev/null
  openssl x509 -req -in "$folder/$name.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days "$days" \
    -extfile <(printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$names") \
    -out "$folder/$name.crt" 2>/dev/null
  cat "$folder/$name.crt" "$folder/$name.key" > "$folder/$name.pem"
  rm -f "$folder/$name.csr" "$folder/$name.crt" "$folder/$name.key"
  echo "$folder/$name.pem"
}

arguments=()
for word in "$@" --; do
  if [ "$word" = -- ]; then
    if [ ${#arguments[@]} -gt 0 ]; then issue "${arguments[@]}"; fi
    arguments=()
  else
    arguments+=("$word")
  fi
done
issue client
