CREATE TABLE jobs (
  id text primary key,
  state text not null check (state in ('queued', 'running', 'done', 'stopped', 'cancelled', 'failed')),
  position real not null,
  request text not null,
  created_at text not null,
  attempts integer not null default 0,
  error text,
  dismissed integer not null default 0
) strict;
CREATE TABLE pictures (
  sequence integer primary key autoincrement,
  id text not null unique,
  job_id text not null,
  folder text not null,
  file_name text not null,
  width integer not null,
  height integer not null,
  created_at text not null,
  record text not null,
  favourite integer not null default 0,
  trashed_at text
) strict;
CREATE TABLE models (
  id text primary key,
  path text not null unique,
  size_bytes integer not null,
  modified_ms real not null,
  inspection text not null,
  missing integer not null default 0,
  sha256 text
) strict;
CREATE TABLE model_memory (
  model_id text primary key,
  memory text not null
) strict;
CREATE TABLE settings (
  name text primary key,
  value text not null
) strict;
CREATE TABLE workspace (
  only integer primary key check (only = 1),
  value text not null
) strict;
CREATE TABLE devices (
  name text primary key,
  report text not null
) strict;
CREATE TABLE adapters (
  id text primary key,
  name text not null,
  path text not null unique,
  size_bytes integer not null,
  modified_ms real not null,
  beside_ms real not null,
  facts text not null,
  sha256 text,
  auto_v3 text,
  block_profile text,
  missing integer not null default 0,
  favourite integer not null default 0,
  preferred_weight real,
  range_min real,
  range_max real,
  notes text,
  trigger_groups text,
  added_at text not null,
  last_used_at text
) strict;
CREATE TABLE stacks (
  id text primary key,
  name text not null,
  stack text not null,
  created_at text not null
) strict;
CREATE INDEX jobs_by_state on jobs (state, position);
CREATE INDEX pictures_by_job on pictures (job_id);
CREATE INDEX adapters_by_sha256 on adapters (sha256);
insert into jobs values ('71b6c675-3608-447f-a934-8c4ab453e708', 'done', 1.0, '{"model":"eabb86bf9503df79f265","vae":null,"prompt":"strawberry on a blue background, it''s (red:1.2)","negativePrompt":"blurry","width":128,"height":128,"steps":4,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","seed":"18446744073709551615","noise":"cpu","batch":2,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]}', '2026-11-29T17:20:53.326Z', 1, NULL, 0);
insert into jobs values ('0e25112f-0e72-4b46-8163-599250cde3d4', 'failed', 2.0, '{"model":"a model that went away","vae":null,"prompt":"strawberry on a blue background, it''s (red:1.2)","negativePrompt":"blurry","width":128,"height":128,"steps":4,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","seed":"18446744073709551615","noise":"cpu","batch":2,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]}', '2026-11-29T17:21:16.773Z', 1, '{"code":"model/not-found","message":"This model is not in the catalog.","hint":"Choose another model.","details":{"id":"a model that went away"}}', 0);
insert into jobs values ('f2c2be42-2991-4e20-a390-9f531f2158f8', 'running', 3.0, '{"model":"eabb86bf9503df79f265","vae":null,"prompt":"strawberry on a blue background, it''s (red:1.2)","negativePrompt":"blurry","width":128,"height":128,"steps":1000,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","seed":"18446744073709551615","noise":"cpu","batch":1,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]}', '2026-11-29T17:21:16.825Z', 1, NULL, 0);
insert into jobs values ('b45c670d-3351-4230-90df-3d82e731eb5d', 'queued', 4.0, '{"model":"eabb86bf9503df79f265","vae":null,"prompt":"waits behind it","negativePrompt":"blurry","width":128,"height":128,"steps":4,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","seed":"18446744073709551615","noise":"cpu","batch":1,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]}', '2026-11-29T17:21:16.825Z', 0, NULL, 0);
insert into pictures values (1, 'ef4b01c5-b14d-4fce-83b7-1b1a4645a39c', '71b6c675-3608-447f-a934-8c4ab453e708', '{work}/data/pictures', '2026-11-29/172053-18446744073709551615.png', 128, 128, '2026-11-29T17:21:02.447Z', '{"version":1,"application":"Lamina 0.1.0","runtime":"onnxruntime 1.30.0","device":"cpu","request":{"model":"eabb86bf9503df79f265","vae":null,"prompt":"strawberry on a blue background, it''s (red:1.2)","negativePrompt":"blurry","width":128,"height":128,"steps":4,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","seed":"18446744073709551615","noise":"cpu","batch":2,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]},"seed":"18446744073709551615","index":0,"model":{"name":"Emoji Diffusion 128","architecture":"sd1","sha256":"9976d4ba9bb6adcc69c81e1bb68de4692c47da3819f86e4296f313ab8e3005cb"},"vae":null,"adapters":[{"name":"ink-wash","kind":"lora","sha256":"d63bc5acc2a175ed47be7f8e37f66829deef668b152d2559634c36f02ed6a676","autoV3":"0dc39868ca38d22e1a201b42a3cf83e9c47f1c1024270a8b48beaa707b0186a0","weight":0.7,"textWeight":0.7,"matched":132,"unmatched":0},{"name":"pixel-blocks","kind":"lokr","sha256":"5dbab6c1c84dd8b1be5136c4b2b51dbed241e5732040c5ac02374afd27609a7d","autoV3":"cdf01f37757d6eed185ad03460eb61bba555ef7bb29718cc8e4bd2955e9bbf41","weight":-0.25,"textWeight":0.1,"matched":197,"unmatched":0}],"steered":[],"stepsDone":4,"createdAt":"2026-11-29T17:21:02.447Z"}', 0, '2026-11-29T17:21:06.395Z');
insert into pictures values (2, '8fd00e3f-81eb-49be-8ab8-4daf56925bb1', '71b6c675-3608-447f-a934-8c4ab453e708', '{work}/data/pictures', '2026-11-29/172053-0.png', 128, 128, '2026-11-29T17:21:06.337Z', '{"version":1,"application":"Lamina 0.1.0","runtime":"onnxruntime 1.30.0","device":"cpu","request":{"model":"eabb86bf9503df79f265","vae":null,"prompt":"strawberry on a blue background, it''s (red:1.2)","negativePrompt":"blurry","width":128,"height":128,"steps":4,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","seed":"18446744073709551615","noise":"cpu","batch":2,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]},"seed":"0","index":1,"model":{"name":"Emoji Diffusion 128","architecture":"sd1","sha256":"9976d4ba9bb6adcc69c81e1bb68de4692c47da3819f86e4296f313ab8e3005cb"},"vae":null,"adapters":[{"name":"ink-wash","kind":"lora","sha256":"d63bc5acc2a175ed47be7f8e37f66829deef668b152d2559634c36f02ed6a676","autoV3":"0dc39868ca38d22e1a201b42a3cf83e9c47f1c1024270a8b48beaa707b0186a0","weight":0.7,"textWeight":0.7,"matched":132,"unmatched":0},{"name":"pixel-blocks","kind":"lokr","sha256":"5dbab6c1c84dd8b1be5136c4b2b51dbed241e5732040c5ac02374afd27609a7d","autoV3":"cdf01f37757d6eed185ad03460eb61bba555ef7bb29718cc8e4bd2955e9bbf41","weight":-0.25,"textWeight":0.1,"matched":197,"unmatched":0}],"steered":[],"stepsDone":4,"createdAt":"2026-11-29T17:21:06.337Z"}', 1, NULL);
insert into models values ('eabb86bf9503df79f265', '{work}/models/emoji-diffusion-128.safetensors', 38425886, 1795972851762.9448, '{"name":"Emoji Diffusion 128","kind":"checkpoint","architecture":"sd1","architectureLabel":"SD 1.5","why":["Its transformers project with convolutions and its text encoder is CLIP’s, as in SD 1 (conditioning is 128 wide, not the usual 768).","Its metadata calls it \"stable-diffusion-v1\".","Nothing says otherwise: it predicts noise (epsilon)."],"precision":"fp16","predictionType":"epsilon","hasVae":true,"defaultSize":{"width":128,"height":128},"problem":null}', 0, '9976d4ba9bb6adcc69c81e1bb68de4692c47da3819f86e4296f313ab8e3005cb');
insert into models values ('b754929de5bd287c1452', '{work}/models/half.safetensors', 11, 1795972851783.8342, '{"name":"Half","kind":"checkpoint","architecture":null,"architectureLabel":"","why":[],"precision":"","predictionType":null,"hasVae":false,"defaultSize":null,"problem":{"code":"safetensors/header-too-large","message":"The file claims a header larger than any safetensors file has.","hint":"It is damaged or was written by a faulty program: get it again from its source.","details":{"headerBytes":8029109312199881000}}}', 0, NULL);
insert into models values ('1ff65cef12bcabd377fa', '{work}/models/adapters/ink-wash.safetensors', 825792, 1795972851783.1748, 'null', 0, NULL);
insert into models values ('436ac3841d3b7a196aba', '{work}/models/adapters/pixel-blocks.safetensors', 554170, 1795972851783.8342, 'null', 0, NULL);
insert into model_memory values ('eabb86bf9503df79f265', '{"vae":null,"clipSkip":1,"sampler":"dpmpp_2m","scheduler":"karras","steps":4,"guidance":5,"width":128,"height":128}');
insert into settings values ('theme', '"dark"');
insert into settings values ('language', '"ja"');
insert into settings values ('scale', '1.25');
insert into settings values ('modelFolders', '["{work}/models"]');
insert into workspace values (1, '{"request":{"model":"eabb86bf9503df79f265","vae":null,"prompt":"strawberry on a blue background, it''s (red:1.2)","negativePrompt":"blurry","width":128,"height":128,"steps":4,"guidance":5,"sampler":"dpmpp_2m","scheduler":"karras","noise":"cpu","batch":2,"clipSkip":1,"profile":"a1111","stack":[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}],"seed":null},"lastSeed":"18446744073709551615","advancedOpen":true,"live":true,"liveSteps":6,"insertedWords":{"entry-1":["ink wash"]},"selectedPictureId":"8fd00e3f-81eb-49be-8ab8-4daf56925bb1"}');
insert into devices values ('webgpu', '{"name":"webgpu","label":"WebGPU","available":false,"note":"No graphics card with WebGPU was found.","conformance":[],"checkedAt":null}');
insert into devices values ('cpu', '{"name":"cpu","label":"CPU","available":true,"note":"","conformance":[{"op":"matMul","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"addMatMul","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"linear","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"conv2d","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"conv2d, stride 2","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"conv2d, 1 × 1","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"groupNorm","largestError":2.8473124179217717e-7,"tolerance":0.001,"passed":true,"lowering":""},{"op":"layerNorm","largestError":4.137419315701578e-7,"tolerance":0.001,"passed":true,"lowering":""},{"op":"attention","largestError":0.0000020263247571564172,"tolerance":0.001,"passed":true,"lowering":""},{"op":"attention, causal","largestError":7.078014586379664e-7,"tolerance":0.001,"passed":true,"lowering":""},{"op":"softmax","largestError":4.1989146776208217e-7,"tolerance":0.001,"passed":true,"lowering":""},{"op":"silu","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"gelu","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"quickGelu","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"upsampleNearest","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"concat","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"transpose","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"add","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"mul","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"sin","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"cos","largestError":0,"tolerance":0.001,"passed":true,"lowering":""},{"op":"exp","largestError":0,"tolerance":0.001,"passed":true,"lowering":""}],"checkedAt":"2026-11-29T17:20:54.221Z","milliseconds":78.05122100000017,"runtime":"onnxruntime 1.30.0"}');
insert into adapters values ('9cbb33fd1f6067900538', 'ink-wash', '{work}/models/adapters/ink-wash.safetensors', 825792, 1795972851783.1748, 0.0, '{"kind":"lora","dora":false,"dialects":["kohya"],"ranks":[8],"architecture":"sd1","architectureWhy":"Its shapes fit no published model. Its metadata says SD 1.5 (ss_base_model_version: sd_v1).","madeFor":null,"triggerGroups":[],"embeddings":[],"unet":{"matched":0,"unmatched":132},"text":{"matched":0,"unmatched":0},"warnings":[],"alias":"ink-wash","modelHash":"0dc39868ca38d22e1a201b42a3cf83e9c47f1c1024270a8b48beaa707b0186a0","headerHash":"a17bdbe1a24bc644611c76064f9356e7","problem":null,"preferredWeight":null,"notes":null,"preview":null}', 'd63bc5acc2a175ed47be7f8e37f66829deef668b152d2559634c36f02ed6a676', '0dc39868ca38d22e1a201b42a3cf83e9c47f1c1024270a8b48beaa707b0186a0', '[0,0,0,0,0,0.8964203270925437,0.9216651184505829,0,0.638301854805627,0.7543158674429687,0,0,0,0.7623427957906064,0,0,0,0.9287562521760623,1,0.9991914969986936,0,0,0,0,0,0]', 0, 1, 0.7, -1.0, 2.0, 'Soft edges.
Best below 0.8.', '[["ink wash","paper"]]', '2026-11-29T17:20:52.977Z', NULL);
insert into adapters values ('2a1049adbf7c2644eb31', 'pixel-blocks', '{work}/models/adapters/pixel-blocks.safetensors', 554170, 1795972851783.8342, 0.0, '{"kind":"lokr","dora":false,"dialects":["kohya"],"ranks":[8],"architecture":"sd1","architectureWhy":"Its shapes fit no published model. Its metadata says SD 1.5 (ss_base_model_version: sd_v1).","madeFor":null,"triggerGroups":[],"embeddings":[],"unet":{"matched":0,"unmatched":197},"text":{"matched":0,"unmatched":0},"warnings":[],"alias":"pixel-blocks","modelHash":"cdf01f37757d6eed185ad03460eb61bba555ef7bb29718cc8e4bd2955e9bbf41","headerHash":"2fdcae1866613eb295ee4ad49dc27237","problem":null,"preferredWeight":null,"notes":null,"preview":null}', '5dbab6c1c84dd8b1be5136c4b2b51dbed241e5732040c5ac02374afd27609a7d', 'cdf01f37757d6eed185ad03460eb61bba555ef7bb29718cc8e4bd2955e9bbf41', '[0,0,0.3014585884861298,0.3344390090447035,0.18862002809278194,0.5351188958186606,0.8346863103554657,0.3505120826586153,0.7563264784409085,0.8551996813214408,0,0,0,0.987308181646945,0.7287142115260175,0.7352793176144897,0.834820361444685,0.8918127175751179,0.9145023881529015,1,0.5836324983659306,0.2863901733378129,0.22865674194650118,0,0,0]', 0, 0, NULL, NULL, NULL, NULL, NULL, '2026-11-29T17:20:52.977Z', NULL);
insert into stacks values ('6a45ed81-0380-4cbc-bfc1-d937b749d3a6', 'Ink and blocks', '[{"id":"entry-1","adapter":"9cbb33fd1f6067900538","name":"ink-wash","on":true,"weight":0.7,"textWeight":null,"blockWeights":null,"schedule":[{"at":0,"factor":1},{"at":1,"factor":0.5}],"fromTag":false,"dynamicRank":null},{"id":"entry-2","adapter":"2a1049adbf7c2644eb31","name":"pixel-blocks","on":true,"weight":-0.25,"textWeight":0.1,"blockWeights":null,"schedule":null,"fromTag":false,"dynamicRank":null}]', '2026-11-29T17:20:53.324Z');
pragma user_version = 2;
