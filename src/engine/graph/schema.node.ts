import { parse } from 'protobufjs';

/** The fields of TensorFlow's SavedModel that a graph of ours needs (tensorflow/core/protobuf and framework). */
const { root } = parse(`
  syntax = "proto3";
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
  message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; }
  message MetaInfoDef { repeated string tags = 4; string tensorflow_version = 5; }
  message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
  message VersionDef { int32 producer = 1; }
  message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
  message AttrValue {
    oneof value {
      ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6;
      TensorShape shape = 7; Tensor tensor = 8;
    }
  }
  message ListValue {
    repeated bytes s = 2; repeated int64 i = 3; repeated float f = 4; repeated bool b = 5; repeated int32 type = 6;
  }
  message TensorShape { repeated Dim dim = 2; }
  message Dim { int64 size = 1; }
  message Tensor {
    int32 dtype = 1; TensorShape tensor_shape = 2; bytes tensor_content = 4;
    repeated float float_val = 5; repeated int32 int_val = 7; repeated bool bool_val = 11;
  }
`);

export interface TensorShape {
  dim: { size: number }[];
}

export interface ListValue {
  s?: Uint8Array[];
  i?: number[];
  f?: number[];
  b?: boolean[];
  type?: number[];
}

/** One of the fields is set. */
export interface AttrValue {
  list?: ListValue;
  s?: Uint8Array;
  i?: number;
  f?: number;
  b?: boolean;
  type?: number;
  shape?: TensorShape;
  tensor?: TensorProto;
}

/** Either the bytes of all values, or one value that all are equal to. */
export interface TensorProto {
  dtype: number;
  tensorShape: TensorShape;
  tensorContent?: Uint8Array;
  floatVal?: number[];
  intVal?: number[];
  boolVal?: boolean[];
}

export interface NodeDef {
  name: string;
  op: string;
  /** `name` or `name:i` of a node's output, `^name` of a node that must have run. */
  input: string[];
  attr: Record<string, AttrValue>;
}

/** Version of the graph's operations that TensorFlow checks: any since 2.0 will do. */
const PRODUCER = 1000;

/** A SavedModel of one graph tagged `serve`. */
export function encodeSavedModel(node: NodeDef[]): Uint8Array {
  const type = root.lookupType('SavedModel');
  const metaGraph = {
    metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.9.1' },
    graphDef: { node, versions: { producer: PRODUCER } },
  };
  return type.encode(type.fromObject({ savedModelSchemaVersion: 1, metaGraphs: [metaGraph] })).finish();
}
