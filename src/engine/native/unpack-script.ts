/**
 * Python: takes a TensorFlow wheel and a folder, and writes `lib` with the two libraries and `include` with the
 * headers that the addon includes, directly and through each other (a few dozen of 13,000).
 */
export const UNPACK_SCRIPT = `
import os, re, shutil, sys, zipfile

wheel, folder = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
names = set(wheel.namelist())

def extract(member, path):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wheel.open(member) as source, open(path, 'wb') as target:
        shutil.copyfileobj(source, target, 1 << 20)

for library in ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'):
    extract('tensorflow/' + library, 'lib/' + library)

wanted = ['tensorflow/c/' + header for header in ('c_api.h', 'eager/c_api.h', 'tf_datatype.h', 'tf_status.h', 'tf_tensor.h')]
wanted.append('tensorflow/core/platform/ctstring_internal.h')
seen = set()
while wanted:
    header = wanted.pop()
    member = 'tensorflow/include/' + header
    if header in seen or member not in names:
        continue
    seen.add(header)
    extract(member, 'include/' + header)
    for included in re.findall(r'#include "([^"]+)"', wheel.read(member).decode('utf-8', 'replace')):
        wanted += [included, os.path.normpath(os.path.join(os.path.dirname(header), included))]
`;
