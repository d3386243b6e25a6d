/** Data engineering, notebooks, and machine learning. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** Launchers that run a training script on many processes. */
const LAUNCHER: CommandSpec = {
  style: 'posix',
  operands: ['file.run', 'text*'],
  values: {
    '--nproc_per_node --nproc-per-node --nnodes --node_rank --node-rank --master_addr --master-addr --master_port --master-port --rdzv_backend --rdzv-backend --rdzv_endpoint --rdzv-endpoint --rdzv_id --rdzv-id --max_restarts --num_processes --num_machines --mixed_precision --gpu_ids --num_gpus --include --exclude --hostfile --main_process_port -n -np -H --local-ranks-filter':
      'text',
    '-m --module': { takes: 'code.project', operands: 'text*' },
    '--config_file': 'file.read',
    '--log_dir --log-dir': 'file.write',
    '--launcher_args': 'text',
  },
};
const NOTEBOOK: CommandSpec = {
  does: ['code.project', 'network.listen'],
  operands: 'text*',
  values: { '--port --ip --notebook-dir --NotebookApp.token --ServerApp.token --config --browser': 'text' },
};
/** Inference of local models: text in, text out; serving opens a port. */
const INFERENCE: CommandSpec = {
  does: 'inspect',
  operands: 'text*',
  values: {
    '-m --model -hf --hf-repo -hff --hf-file -p --prompt -n --n-predict -c --ctx-size -t --threads -ngl --n-gpu-layers --temp -s --seed -b --grammar --json-schema -sys --system-prompt --chat-template --top-k --top-p -l --language -e --port --host --alias':
      'text',
    '-f --file --grammar-file -bf --lora --mmproj --image': 'file.read',
    '-o --output --output-file -of --log-file --prompt-cache --slot-save-path': 'file.write',
    '-mu --model-url': 'network.fetch',
  },
};

export const dataMl: Family = {
  // Notebooks.
  'jupyter jupyter-lab jupyter-notebook jupyter-console jupyter-qtconsole jupyter-nbclassic jupyter-server': {
    bare: 'network.listen',
    flags: { '--version --paths --config-dir --data-dir --runtime-dir': { only: true } },
    commands: {
      'lab notebook nbclassic server': {
        ...NOTEBOOK,
        commands: {
          'list path': 'inspect',
          stop: 'process.signal',
          'build clean workspaces': 'build',
          password: 'secret.change',
        },
      },
      'console qtconsole': { does: 'desktop.act', values: { '--existing --kernel': 'text' } },
      kernelspec: {
        commands: { list: 'inspect', 'install install-self': 'config.redirect', 'remove uninstall': 'config.change' },
      },
      'labextension serverextension nbextension extension': {
        commands: { 'list check': 'inspect', 'install develop enable link': 'code.load', '*': 'config.change' },
      },
      nbconvert: {
        does: 'build',
        operands: 'file.read*',
        flags: {
          '--execute': 'code.project',
          '--inplace': { turns: { 'file.read': 'file.write' } },
          '--stdout': 'inspect',
        },
        values: {
          '--to --template --TagRemovePreprocessor.remove_cell_tags': 'text',
          '--output --output-dir': 'file.write',
          '--config': 'file.run',
        },
      },
      'run execute': { operands: 'file.run*' },
      trust: 'config.redirect',
      'troubleshoot kernel migrate': 'inspect',
      book: 'build',
      'contrib events': 'inspect',
    },
  },
  papermill: {
    operands: ['file.run', 'file.write'],
    does: 'code.project',
    values: {
      '-p --parameters -r --parameters_raw -y --parameters_yaml -k --kernel -l --language --engine --cwd': 'text',
      '-f --parameters_file': 'file.read',
      '--stdout-file --stderr-file': 'file.write',
    },
  },
  'jupytext nbdime nbdiff nbmerge nbstripout nbdev ploomber marimo voila': {
    does: 'build',
    operands: 'file.read*',
    flags: { '--sync --execute -u': 'code.project' },
    values: {
      '--to --from --set-kernel -p --port --host': 'text',
      '-o --output': 'file.write',
      '--pipe --check': 'source.shell',
    },
    commands: {
      'run edit serve new tutorial': { does: ['code.project', 'network.listen'], operands: 'text*' },
      'export convert check': { does: 'build', operands: 'text*', values: { '-o --output': 'file.write' } },
      'env config recover': 'inspect',
    },
  },
  'streamlit gradio chainlit panel bokeh solara nicegui shiny mesop taipy holoviz datasette superset dtale': {
    does: ['code.project', 'network.listen'],
    operands: 'text*',
    commands: {
      'help docs info config version inspect plugins': 'inspect',
      cache: 'cache.clear',
      hello: 'network.listen',
      init: { bare: 'file.create', operands: 'file.create*' },
      'deploy publish': 'remote.change',
      install: 'package.install',
      uninstall: 'package.remove',
      'run serve': {
        does: ['code.project', 'network.listen'],
        operands: 'text*',
        values: { '-p --port --host --server.port --address': 'text', '--plugins-dir': 'code.load' },
      },
    },
  },

  // Models and their registries.
  ollama: {
    bare: 'inspect',
    commands: {
      'list ls ps show help': 'inspect',
      'run pull': { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'stop cp': 'config.change',
      create: { does: 'build', operands: 'text', values: { '-f --file': 'file.read', '-q --quantize': 'text' } },
      rm: { does: 'package.remove', operands: 'text*' },
      push: 'package.publish',
      serve: 'network.listen',
      'signin signout': 'remote.login',
      launch: 'agent.start',
    },
  },
  'lms lmstudio': {
    commands: {
      'ls ps status log version help': 'inspect',
      'load unload import server-status': 'config.change',
      'get clone': 'network.fetch',
      server: { commands: { status: 'inspect', stop: 'process.signal', start: 'network.listen' } },
      chat: 'desktop.act',
      'create dev push': 'package.publish',
      login: 'remote.login',
      bootstrap: 'config.change',
    },
  },
  'llama-cli llama main-llama llama-run llama-simple llama-embedding llama-perplexity llama-bench llama-tokenize llama-mtmd-cli llama-llava-cli whisper-cli whisperx faster-whisper insanely-fast-whisper mlx_lm.generate mlx_lm mlx_whisper exllama koboldcpp rwkv llamafile bark tts vosk-transcriber comfy comfyui invokeai sdcpp rembg demucs spleeter yolo detectron2 surya_ocr marker_single':
    INFERENCE,
  'llama-server llamafile-server text-generation-launcher text-generation-webui mlx_lm.server tritonserver torchserve tensorflow_model_server ovms sglang lmdeploy tabbyapi localai local-ai fschat xinference xinference-local gpt4all jan ramalama':
    {
      ...INFERENCE,
      does: 'network.listen',
      commands: {
        'list ps models status version help': 'inspect',
        'pull download': 'network.fetch',
        'rm delete': 'package.remove',
        'serve run start launch': { ...INFERENCE, does: 'network.listen' },
        'deploy push': 'remote.change',
      },
    },
  vllm: {
    does: 'inspect',
    commands: {
      serve: { ...INFERENCE, does: 'network.listen', flags: { '--trust-remote-code': 'code.remote-package' } },
      'chat complete': 'network.fetch',
      bench: 'build',
      'collect-env help': 'inspect',
      'run-batch': { does: 'code.project', values: { '-i': 'file.read', '-o': 'file.write' } },
    },
  },
  'llama-quantize llama-imatrix llama-gguf llama-gguf-split llama-export-lora llama-cvector-generator gguf-dump convert_hf_to_gguf.py optimum-cli ctranslate2-converter tflite_convert onnxsim onnx-simplifier trtexec polygraphy coremltools mlx_lm.convert mlx_lm.fuse saved_model_cli netron':
    {
      does: 'build',
      operands: 'file.read*',
      values: { '--outfile -o --output --output-dir --saveEngine': 'file.write', '--onnx --outtype --model': 'text' },
    },
  'mlx_lm.lora axolotl llamafactory-cli unsloth trl autotrain tune litgpt lightning deepspeed accelerate torchrun torch.distributed.launch horovodrun colossalai megatron dask-mpi pytorch-lightning ludwig spacy rasa fairseq-train allennlp parlai sockeye t5x nemo autogluon opennmt kohya_ss mmdet tensor2tensor mpirun mpiexec orterun prun':
    {
      ...LAUNCHER,
      does: 'code.project',
      commands: {
        'env config estimate-memory estimate test version help info validate inspect ls list list-recipes doctor': {
          does: 'inspect',
          operands: 'text*',
        },
        'launch run': LAUNCHER,
        'train sft dpo chat eval export preprocess fetch cp shell x init data visualize interactive evaluate convert debug merge-lora':
          { does: 'code.project', operands: 'text*', values: { '-o --output --output_dir': 'file.write' } },
        download: { does: 'package.install', operands: 'text*' },
      },
    },
  'nvitop gpustat tegrastats npu-smi hl-smi': {
    does: 'inspect',
    flags: { '-r --gpu-reset': 'system.change' },
    values: {
      '-pm -pl -lgc -ac -mig -c --persistence-mode --power-limit --compute-mode -e -p': 'system.change',
      '-i -q -d --query-gpu --query-compute-apps --format -l --loop --id -lms': 'text',
      '-f --filename': 'file.write',
    },
  },
  'modelscope civitai-dl hfdownloader openxlab': {
    does: 'network.fetch',
    operands: 'text*',
    values: { '-O --output -o': 'file.write' },
  },

  // Experiments, data versions, pipelines.
  'clearml-task clearml-agent neptune aim guild sacred polyaxon determined det tensorboard dvclive kedro flyte flytectl pyflyte lakectl lakefs pachctl pachyderm dstack sky skypilot lightning-sdk anyscale valohai paperspace gradient-cli baseten beam cerebrium banana':
    {
      does: 'code.project',
      bare: 'inspect',
      operands: 'text*',
      values: {
        '--host --port -p --logdir --backend-store-uri --default-artifact-root --experiment-name --run-name --entity --project -e -m':
          'text',
        '-o --output': 'file.write',
      },
      commands: {
        'list ls show status describe get logs log-list version help doctor search experiments-list info check view tail queue ps top cost-report show-gpus summary':
          { does: 'remote.read', operands: 'text*' },
        'ui server serve dashboard board up artifact-server': { does: 'network.listen', operands: 'text*' },
        'run launch agent sweep execute start submit exec train remote local job jobs app create deploy push sync apply volume cluster':
          { does: 'code.project', operands: 'text*' },
        'login logout init setup-token token': 'remote.login',
        'delete destroy rm stop down terminate gc remove purge': { does: 'remote.delete', operands: 'text*' },
        'artifacts artifact': { commands: { 'ls list get download': 'network.fetch', '*': 'network.send' } },
        'secret secrets': { does: 'remote.secret', operands: 'text*' },
        'shell ssh attach container': 'network.login',
      },
    },
  'dagit luigi digdag mage-ai nextflow snakemake cromwell cwltool toil miniwdl bpipe sos reana-client galaxy planemo kedro-viz':
    {
      does: 'code.project',
      operands: 'text*',
      flags: {
        '-n --dry-run --dryrun --lint --list --summary --dag --rulegraph --version -l': { only: true },
        '--unlock --delete-all-output': 'build',
      },
      values: {
        '-s --snakefile --config --configfile -c --cores -j --jobs --profile --use-conda -resume -revision -r -profile -params-file -w -work-dir -entry -p --port -h --host -f -m --module-name':
          'text',
        '--cluster --drmaa --jobscript': 'source.shell',
        '-o --output --report': 'file.write',
      },
      commands: {
        'version help info config-show view list log inspect lint state profile asset job-list ls': {
          does: 'inspect',
          operands: 'text*',
        },
        'run execute launch kuberun console': { does: 'code.project', operands: 'text*' },
        'clean drop': 'cache.clear',
        'pull clone self-update': 'package.install',
        'server dev ui': 'network.listen',
        deploy: 'remote.change',
        delete: 'remote.delete',
        cloud: 'remote.login',
      },
    },
  'dbt dbtf sqlmesh sdf edr lightdash re_data dbt-osmosis': {
    values: {
      '--profiles-dir --project-dir --profile --target -t -s --select -m --models --exclude --vars --args --threads --state --selector':
        'text',
      '--log-path --target-path': 'file.write',
    },
    commands: {
      'list ls parse compile debug show docs source version help diff lineage': {
        does: 'code.project',
        operands: 'text*',
      },
      'run test build seed snapshot retry clone run-operation freshness plan audit': {
        does: 'code.project',
        operands: 'text*',
        flags: { '--full-refresh': 'database.change' },
      },
      deps: 'package.install',
      'init create_external_models': { bare: 'file.create', operands: 'file.create*' },
      clean: 'cache.clear',
      'destroy invalidate': 'database.destroy',
      'ui serve': 'network.listen',
      cloud: 'remote.change',
    },
  },
  'meltano singer airbyte abctl octavia powerpipe flowpipe embulk sqoop nifi benthos bento redpanda-connect conduit dlt ingestr sling':
    {
      does: 'code.project',
      operands: 'text*',
      values: {
        '-e': 'source.other',
        '-f -c --config --path.config': 'file.run',
        '-p --plugin --pluginDir': 'code.load',
      },
      flags: { '-t --config.test_and_exit --config-test': 'inspect' },
      commands: {
        'version help list validate lint test top tap graph generate schema streams blobl': {
          does: 'inspect',
          operands: 'text*',
        },
        'add install plugin': { does: 'package.install', operands: 'text*' },
        'init create': { bare: 'file.create', operands: 'file.create*' },
        'run elt invoke query': { does: 'code.project', operands: 'text*' },
        login: 'remote.login',
        remove: 'package.remove',
      },
    },
  'spark-submit spark-class spark run-example': {
    style: 'posix',
    operands: [{ 'http* s3* hdfs* gs*': 'code.remote-package', else: 'file.run' }, 'text*'],
    values: {
      '--master --deploy-mode --class --name --driver-memory --executor-memory --executor-cores --num-executors --total-executor-cores --queue --driver-cores --principal --proxy-user --kill --status':
        'text',
      '--conf -c': {
        'spark.*.extraJavaOptions=* spark.*.extraClassPath=* spark.pyspark.*=*': 'code.hook',
        else: 'text',
      },
      '--packages --repositories': 'package.foreign',
      '--jars --py-files --archives --driver-class-path --driver-java-options --driver-library-path': 'code.load',
      '--files --properties-file --keytab': 'file.read',
    },
  },
  'spark-shell pyspark sparkR': {
    does: 'desktop.act',
    stdin: 'source.other',
    values: {
      '-i': 'file.run',
      '--packages --repositories': 'package.foreign',
      '--jars --py-files': 'code.load',
      '--master --conf --driver-memory --executor-memory': 'text',
    },
  },
  'flink bin/flink samza heron dask dask-worker dask-scheduler ray start-thriftserver.sh': {
    does: 'code.project',
    operands: 'text*',
    commands: {
      'list info status version memory timeline summary logs': { does: 'remote.read', operands: 'text*' },
      'cancel stop savepoint kill': 'remote.change',
      'run submit exec job start up': { does: 'code.project', operands: 'text*' },
      down: 'remote.delete',
      attach: 'network.login',
      dashboard: 'network.listen',
    },
  },
  'hadoop hdfs mapred': {
    values: { '-conf -D -fs -jt -libjars -archives --config': 'text', '-files': 'file.read' },
    commands: {
      'version classpath envvars checknative conftest getconf oev oiv fsck storagepolicies key': {
        does: 'inspect',
        operands: 'text*',
      },
      'fs dfs': {
        style: 'long',
        does: 'inspect',
        operands: 'text*',
        flags: {
          '-rm -rmdir -expunge -truncate': 'remote.delete',
          '-put -copyFromLocal -moveFromLocal -appendToFile': 'network.send',
          '-mkdir -mv -cp -touch -touchz -chmod -chown -chgrp -setrep -setfacl -setfattr -createSnapshot -deleteSnapshot -concat':
            'remote.change',
          '-get -copyToLocal -getmerge': 'network.fetch',
        },
      },
      jar: { style: 'posix', operands: ['file.run', 'text*'] },
      distcp: 'remote.change',
      'dfsadmin namenode datanode haadmin cacheadmin crypto balancer mover job queue': 'remote.change',
    },
  },
  'parquet-tools parquet-cli parquet pqrs avrocat orc-tools h5dump h5ls ncdump nccopy ydata-profiling great_expectations gx soda deequ pandera frictionless evidently arrow2csv':
    {
      operands: 'file.read*',
      does: 'inspect',
      values: { '-o --output': 'file.write', '-p --play': 'file.run', '-b --batch': { takes: 'text', attached: true } },
      commands: {
        'cat head tail schema meta show row-count inspect merge csv rowcount size describe validate extract': {
          operands: 'file.read*',
          values: { '-n --head': 'text' },
        },
        'scan checkpoint': 'code.project',
      },
    },
  'bedtools samtools bcftools bwa bowtie2 hisat2 blastn blastp blastx makeblastdb fastqc fastp multiqc trimmomatic cutadapt seqkit minimap2 gatk picard vcftools plink2 mafft muscle clustalo iqtree raxml kallisto salmon subread featureCounts htseq-count stringtie treetime mashtree augur nextclade obabel gmx lammps vmd pymol rdkit':
    {
      does: 'build',
      operands: 'file.read*',
      values: {
        '-o --output --out -O --outdir -out': 'file.write',
        '-t -@ --threads -q -f -F -b -c -d -i -a -p -r -s': 'text',
      },
    },
  'qgis_process ogr2ogr gdal_translate gdalwarp gdaladdo gdaldem gdalbuildvrt gdal_calc.py gdal_merge.py ogrmerge.py ogrinfo gdalinfo gdalsrsinfo gdaltindex gdal_rasterize pdal saga_cmd grass osmium osm2pgsql tippecanoe mapshaper proj cs2cs geod stl2gts assimp':
    {
      does: 'build',
      operands: 'file.read*',
      values: {
        '-of -f -ot -a_srs -t_srs -s_srs -te -tr -r -co -b -sql -where -nln -lco -oo -gt -clipsrc -P -j --layer':
          'text',
        '-o --output --outfile': 'file.write',
        '--python-expr -python-expr': 'source.python',
        '--calc': 'source.python',
        '--python': 'file.run',
      },
    },
};
