// How the folders of other programs lie: what tells a program by, and what its folders are for. Names are in lower case,
// as disks tell case apart or not.
import type { FolderPurpose, LayoutProgram } from '../../contract/layout.ts'

export type LayoutRow = {
  readonly program: LayoutProgram
  /** Paths below the root, with `/`: each group needs one of its own. `a/*` is anything in a folder. */
  readonly marks: readonly (readonly string[])[]
  readonly folders: Readonly<Record<string, FolderPurpose>>
}

// stable-diffusion-webui: modules/cmd_args.py, and preload.py of its own Lora extension.
const webui: LayoutRow['folders'] = {
  'models/stable-diffusion': 'checkpoints',
  'models/lora': 'adapters',
  'models/lycoris': 'adapters',
  'models/vae': 'vaes',
  'models/hypernetworks': 'hypernetworks',
  'models/controlnet': 'controls',
  'extensions/sd-webui-controlnet/models': 'controls',
  'models/esrgan': 'upscalers',
  'models/realesrgan': 'upscalers',
  'models/swinir': 'upscalers',
  'models/dat': 'upscalers',
  embeddings: 'embeddings',
}

/** As ComfyUI calls its folders, in folder_paths.py and in `extra_model_paths.yaml`. */
export const comfyPurposes: Readonly<Record<string, FolderPurpose>> = {
  checkpoints: 'checkpoints',
  diffusers: 'checkpoints',
  diffusion_models: 'networks',
  unet: 'networks',
  unet_gguf: 'networks',
  loras: 'adapters',
  vae: 'vaes',
  text_encoders: 'encoders',
  clip: 'encoders',
  clip_vision: 'encoders',
  embeddings: 'embeddings',
  hypernetworks: 'hypernetworks',
  controlnet: 'controls',
  t2i_adapter: 'controls',
  ipadapter: 'controls',
  style_models: 'controls',
  upscale_models: 'upscalers',
}

/** The first row that fits is the program: those that others grew from come last. */
export const layoutTable: readonly LayoutRow[] = [
  {
    // StabilityMatrix.Core/Models/SharedFolderType.cs.
    program: 'stabilitymatrix',
    marks: [['models/stablediffusion'], ['packages', 'settings.json', '.sm-portable']],
    folders: {
      'models/stablediffusion': 'checkpoints',
      'models/diffusers': 'checkpoints',
      'models/diffusionmodels': 'networks',
      'models/lora': 'adapters',
      'models/lycoris': 'adapters',
      'models/vae': 'vaes',
      'models/textencoders': 'encoders',
      'models/clipvision': 'encoders',
      'models/embeddings': 'embeddings',
      'models/hypernetwork': 'hypernetworks',
      'models/controlnet': 'controls',
      'models/t2iadapter': 'controls',
      'models/ipadapter': 'controls',
      'models/ipadapters15': 'controls',
      'models/ipadaptersxl': 'controls',
      'models/esrgan': 'upscalers',
      'models/realesrgan': 'upscalers',
      'models/bsrgan': 'upscalers',
      'models/swinir': 'upscalers',
    },
  },
  {
    // Its configuration may say another folder.
    program: 'invokeai',
    marks: [['invokeai.yaml'], ['models', 'databases', 'configs', 'invokeai.db']],
    folders: { models: 'models', autoimport: 'models' },
  },
  {
    program: 'forge',
    marks: [['modules_forge'], ['models']],
    folders: { ...webui, 'models/text_encoder': 'encoders', 'models/diffusers': 'checkpoints' },
  },
  {
    // With `--data-dir` the program itself lies elsewhere.
    program: 'a1111',
    marks: [
      ['models/stable-diffusion'],
      ['webui.py', 'webui-user.sh', 'webui-user.bat', 'models/lora', 'models/vae', 'embeddings'],
    ],
    folders: webui,
  },
  {
    // The desktop's folder holds no program.
    program: 'comfyui',
    marks: [
      ['folder_paths.py', 'comfy', 'custom_nodes', 'extra_model_paths.yaml'],
      [
        'models/checkpoints',
        'models/loras',
        'models/diffusion_models',
        'models/unet',
        'extra_model_paths.yaml',
      ],
    ],
    folders: Object.fromEntries(
      Object.entries(comfyPurposes).map(([name, purpose]) => [`models/${name}`, purpose]),
    ),
  },
  {
    // What kohya's "Folder preparation" makes: pictures with their repeats, and what was trained of them.
    program: 'kohya',
    marks: [['model'], ['img/*_', 'image/*_']],
    folders: { model: 'adapters' },
  },
  {
    program: 'kohya',
    marks: [
      ['kohya_gui.py', 'kohya_gui', 'train_network.py'],
      ['outputs', 'output', 'models', 'dataset/outputs'],
    ],
    folders: { outputs: 'adapters', output: 'adapters', 'dataset/outputs': 'adapters', models: 'models' },
  },
]

/** Where the program lies inside what a person unpacked or knows as its folder. */
export const innerRoots: readonly string[] = ['comfyui', 'webui', 'data', 'stable-diffusion-webui']
