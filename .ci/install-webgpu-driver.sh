#!/bin/sh
# Installs a Vulkan driver that needs no graphics card, for the test of the webgpu engine: SwiftShader, which Debian's
# chromium brings. Safe to run again. Without root or apt-get it says so and fails; the test is skipped then.
set -eu

icd=/usr/lib/chromium/vk_swiftshader_icd.json

loader_is_there() { ldconfig -p 2>/dev/null | grep -q 'libvulkan\.so\.1'; }

if [ -e "$icd" ] && loader_is_there; then
  echo "webgpu driver: $icd is there already"
  exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "webgpu driver: needs root and apt-get to install chromium and libvulkan1" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium libvulkan1 >/dev/null
test -e "$icd"
echo "webgpu driver: installed $icd"
