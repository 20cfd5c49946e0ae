// The weights of both towers in square blocks.

// The layer that block `block` belongs to, where a layer has `perBlock` of them for each of its 8 x 8 ones.
fn layerOfBlock(block: u32, perBlock: u32) -> Layer {
  var index = 2u * architecture.layersPerTower - 1u;
  while (perBlock * architecture.layers[index].firstBlock > block) {
    index--;
  }
  return architecture.layers[index];
}

fn towerOfBlock(block: u32) -> u32 {
  return select(ACTOR, CRITIC, block >= architecture.layers[architecture.layersPerTower].firstBlock);
}
