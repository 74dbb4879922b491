#!/usr/bin/env bash
# Checks one entry of an evidence pack with openssl and coreutils alone. docs/verify-by-hand.md explains each step.
# usage: verify-by-hand.sh PACK TRUST SEQ        (PACK is a folder; a zip is unzipped first)
set -euo pipefail
export LC_ALL=C
pack=$1 trust=$2 seq=$3
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
ok() { echo "ok: $*"; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
unhex() { local h; h=$(cat); printf "$(echo -n "$h" | sed 's/../\\x&/g')"; }
sha() { sha256sum | cut -c1-64; }
leaf() { { printf '\0'; cat; } | sha; }                                      # SHA256(0x00 || record)
node() { { printf '\1'; printf '%s%s' "$1" "$2" | unhex; } | sha; }          # SHA256(0x01 || left || right)
b64hex() { printf '%s' "$1" | base64 -d | hex; }
text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }                        # a plain string of compact JSON
number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
# Folds a list of perfect subtrees "size hash", left to right, into a root.
root_of() {
  local -a size=() hash=(); local s h n
  while read -r s h; do
    size+=("$s"); hash+=("$h"); n=${#size[@]}
    while (( n > 1 )) && (( size[n-2] == size[n-1] )); do
      hash[n-2]=$(node "${hash[n-2]}" "${hash[n-1]}"); size[n-2]=$((size[n-2] * 2))
      unset "size[n-1]" "hash[n-1]"; n=$((n-1))
    done
  done
  (( n )) || { printf '' | sha; return; }
  h=${hash[n-1]}
  for (( n = n-2; n >= 0; n-- )); do h=$(node "${hash[n]}" "$h"); done
  echo "$h"
}
# Sizes of the perfect subtrees of [start, end).
sizes() {
  local a=$1 b=$2 s
  while (( a < b )); do
    s=1; while (( a % (s*2) == 0 && a + s*2 <= b )); do s=$((s*2)); done
    echo "$s"; a=$((a+s))
  done
}
# Root from a leaf, its index, the tree's size and the proof's hashes on stdin (RFC 9162 section 2.1.3.2).
include() {
  local h=$1 fn=$2 sn=$(( $3 - 1 )) p
  while read -r p; do
    p=$(b64hex "$p"); (( sn > 0 )) || fail "a proof that is too long"
    if (( fn % 2 == 1 || fn == sn )); then
      h=$(node "$p" "$h")
      while (( fn % 2 == 0 && fn != 0 )); do fn=$((fn/2)); sn=$((sn/2)); done
    else h=$(node "$h" "$p"); fi
    fn=$((fn/2)); sn=$((sn/2))
  done
  (( sn == 0 )) || fail "a proof that is too short"
  echo "$h"
}
# Makes a PEM key of a SubjectPublicKeyInfo in base64.
pem() { { echo '-----BEGIN PUBLIC KEY-----'; printf '%s\n' "$1" | fold -w 64; echo '-----END PUBLIC KEY-----'; } > "$2"; }

# 1. The entry and the operator's signature (DSSE).
read -r start end size <<< "$(sed -n 2p "$pack/range.proof")"
(( seq >= start && seq < end )) || fail "entry $seq is not in the pack, which has $start to $((end-1))"
sed -n "$((seq-start+1))p" "$pack/entries.jsonl" | tr -d '\n' > "$work/record"
text payload < "$work/record" | base64 -d > "$work/statement"
keyid=$(text keyid < "$work/record"); text sig < "$work/record" | base64 -d > "$work/sig"
spki=
while read -r line; do
  enrol=$(printf '%s\n' "$line" | text detail | base64 -d)
  if [ "$(printf '%s' "$enrol" | text keyid)" = "$keyid" ]; then case $enrol in *'"spki"'*) spki=$(printf '%s' "$enrol" | text spki); who=$(printf '%s' "$enrol" | text operator);; esac; fi
done < "$pack/keys.details.jsonl"
[ -n "$spki" ] || fail "key $keyid is not enrolled"
[ "$(printf '%s' "$spki" | base64 -d | sha)" = "$keyid" ] || fail "the key's id"
[ "$(text operator < "$work/statement")" = "$who" ] || fail "the key is not the operator's"
pem "$spki" "$work/operator.pem"
type=application/vnd.mspgov.entry.v1+json
{ printf 'DSSEv1 %s %s %s ' "${#type}" "$type" "$(wc -c < "$work/statement" | tr -d ' ')"; cat "$work/statement"; } > "$work/pae"
openssl dgst -sha256 -verify "$work/operator.pem" -signature "$work/sig" "$work/pae" > "$work/out" || fail "the operator's signature"
ok "entry $seq is signed by operator $who"

# 2. Its detail.
detail=$(sed -n "$((seq-start+1))p" "$pack/details.jsonl")
if printf '%s\n' "$detail" | grep -q '"erased"'; then echo "note: the detail was erased"; else
  [ "$(text detail < "$work/statement")" = "$(printf '%s%s' "$(b64hex "$(printf '%s\n' "$detail" | text salt)")" "$(b64hex "$(printf '%s\n' "$detail" | text detail)")" | unhex | sha)" ] || fail "the detail"
  ok "its detail is what was signed"
fi

# 3. All entries of the pack give the log's root that the head states.
n=$(sed -n 3p "$pack/range.proof")
{
  paste -d ' ' <(sizes 0 "$start") <(tail -n +4 "$pack/range.proof" | head -n "$n" | while read -r h; do b64hex "$h"; echo; done)
  while read -r record; do echo "1 $(printf '%s' "$record" | leaf)"; done < "$pack/entries.jsonl"
  paste -d ' ' <(sizes "$end" "$size") <(tail -n +$((n+5)) "$pack/range.proof" | while read -r h; do b64hex "$h"; echo; done)
} | grep . > "$work/subtrees" || true
[ "$(root_of < "$work/subtrees")" = "$(b64hex "$(sed -n 6p "$pack/head")")" ] || fail "the log's root"
[ "$(sed -n 5p "$pack/head")" = "$size" ] && [ "$(sed -n 4p "$pack/head")" = "$(text log < "$trust")" ] || fail "the head's log or size"
ok "the log of $size entries has the root that its head states"

# 4. The head is in the epoch's heads tree; the epoch is the last leaf of the checkpoint's tree.
# A head file, its proof and the epoch beside it: the head stands in that slot.
in_slot() {
  local slot slots; read -r slot slots <<< "$(sed -n 2p "$1.proof")"
  [ "$slot" = "$3" ] && [ "$slots" = "$(sed -n 4p "$2")" ] || fail "the slot of $1"
  [ "$(sed -n '3,$p' "$1.proof" | include "$(leaf < "$1")" "$slot" "$slots")" = "$(b64hex "$(sed -n 5p "$2")")" ] || fail "the heads tree of $1"
}
# An epoch and its tlog-proof: leaves the note and its text in $work.
last_leaf() {
  local index; index=$(sed -n 's/^index //p' "$1.tlog-proof")
  sed '1,/^$/d' "$1.tlog-proof" > "$work/note"
  sed '/^$/,$d' "$work/note" > "$work/checkpoint"
  [ "$((index+1))" = "$(sed -n 2p "$work/checkpoint")" ] && [ "$index" = "$(sed -n 3p "$1")" ] || fail "$1 is not the last"
  [ "$(sed '1,2d;/^$/,$d' "$1.tlog-proof" | include "$(leaf < "$1")" "$index" "$((index+1))")" = "$(b64hex "$(sed -n 3p "$work/checkpoint")")" ] || fail "the global log at $1"
}
in_slot "$pack/head" "$pack/epoch" "$(number slot < "$trust")"
ok "the head stands in slot $(number slot < "$trust") of the epoch"
last_leaf "$pack/epoch"
ok "the epoch is the last leaf of the checkpoint's tree"

# 5. The checkpoint is signed by the ledger key of the trust anchor, or by the one that rotations lead to from it.
vkeys() { sed "s/.*\"$1\":\[\([^]]*\)\].*/\1/" | tr ',"' '  '; }
# The ECDSA key among these vkeys signed the checkpoint in $work.
signed_by() {
  local vkey key id dash name blob
  for vkey in "$@"; do
    key=${vkey#*+}; key=${key#*+}
    [ "$(b64hex "$key" | cut -c1-2)" = 02 ] || continue
    id=$(b64hex "$key" | cut -c3- | unhex | sha | cut -c1-8)
    pem "$(b64hex "$key" | cut -c3- | unhex | base64 | tr -d '\n')" "$work/ledger.pem"
    while read -r dash name blob; do
      [ "$name" = "$origin" ] && [ "$(b64hex "$blob" | cut -c1-8)" = "$id" ] || continue
      b64hex "$blob" | cut -c9- | tr -d '\n' | unhex > "$work/sig"
      openssl dgst -sha256 -verify "$work/ledger.pem" -signature "$work/sig" "$work/checkpoint" > "$work/out" || fail "the checkpoint's signature"
      return
    done < <(sed '1,/^$/d' "$work/note")
  done
  fail "the checkpoint is not signed by the ledger key of the trust anchor, nor by one that a rotation in this pack leads to from it"
}
origin=$(text origin < "$trust")
trusted=$(vkeys vkeys < "$trust") steps=0
while [ -d "$pack/rotation-$steps" ]; do
  at=$pack/rotation-$steps steps=$((steps+1))
  last_leaf "$at/epoch"; signed_by $trusted
  in_slot "$at/keys.head" "$at/epoch" 1
  count=$(sed -n 5p "$at/keys.head")
  head -n "$count" "$pack/keys.entries.jsonl" | while read -r record; do echo "1 $(printf '%s' "$record" | leaf)"; done > "$work/subtrees"
  [ "$(root_of < "$work/subtrees")" = "$(b64hex "$(sed -n 6p "$at/keys.head")")" ] || fail "log keys at $at"
  sed -n "${count}p" "$pack/keys.entries.jsonl" | text payload | base64 -d > "$work/statement"
  line=$(sed -n "${count}p" "$pack/keys.details.jsonl")
  [ "$(text action < "$work/statement")" = ledger.key.rotate ] || fail "$at is no rotation"
  [ "$(text detail < "$work/statement")" = "$(printf '%s%s' "$(b64hex "$(printf '%s\n' "$line" | text salt)")" "$(b64hex "$(printf '%s\n' "$line" | text detail)")" | unhex | sha)" ] || fail "the detail of $at"
  rotation=$(printf '%s\n' "$line" | text detail | base64 -d)
  for vkey in $trusted; do case " $(printf '%s' "$rotation" | vkeys oldVkeys) " in *" $vkey "*) ;; *) fail "$at is not from the trusted keys";; esac; done
  trusted=$(printf '%s' "$rotation" | vkeys newVkeys)
  ok "rotation $steps leads to other ledger keys"
done
last_leaf "$pack/epoch"
[ "$origin" = "$(sed -n 1p "$work/checkpoint")" ] || fail "the origin"
signed_by $trusted
if (( steps )); then ok "the checkpoint is signed by the ledger key that $steps rotation(s) lead to from the trust anchor's"
else ok "the checkpoint is signed by the ledger key of the trust anchor"; fi
