// What a Vulkan driver says of the compute shaders that it compiles: NAME VALUE, tab-separated, one statistic a line.
// compileStatistics FILE ENTRY BINDINGS, where the letter i of BINDINGS is what binding i is: u(niform) or s(torage).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vulkan/vulkan.h>

#define MOST 64

static void check(VkResult result, const char *what) {
  if (result == VK_SUCCESS) return;
  fprintf(stderr, "%s failed with VkResult %d.\n", what, result);
  exit(1);
}

static VkDevice openDevice(void) {
  VkApplicationInfo application = {VK_STRUCTURE_TYPE_APPLICATION_INFO, .apiVersion = VK_API_VERSION_1_2};
  VkInstanceCreateInfo instanceInfo = {VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
  VkInstance instance;
  check(vkCreateInstance(&instanceInfo, NULL, &instance), "vkCreateInstance");
  uint32_t count = 1;
  VkPhysicalDevice physical;
  vkEnumeratePhysicalDevices(instance, &count, &physical);
  if (count == 0) {
    fprintf(stderr, "The driver offers no device.\n");
    exit(1);
  }
  VkPhysicalDeviceProperties properties;
  vkGetPhysicalDeviceProperties(physical, &properties);
  printf("device\t%s\n", properties.deviceName);
  float priority = 1;
  VkDeviceQueueCreateInfo queue = {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueCount = 1, .pQueuePriorities = &priority};
  VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR executables = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PIPELINE_EXECUTABLE_PROPERTIES_FEATURES_KHR, .pipelineExecutableInfo = VK_TRUE};
  VkPhysicalDeviceVulkan12Features features = {VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
                                               .pNext = &executables,
                                               .vulkanMemoryModel = VK_TRUE,
                                               .vulkanMemoryModelDeviceScope = VK_TRUE};
  const char *extension = VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME;
  VkDeviceCreateInfo deviceInfo = {VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                                   .pNext = &features,
                                   .queueCreateInfoCount = 1,
                                   .pQueueCreateInfos = &queue,
                                   .enabledExtensionCount = 1,
                                   .ppEnabledExtensionNames = &extension};
  VkDevice device;
  check(vkCreateDevice(physical, &deviceInfo, NULL, &device), "vkCreateDevice");
  return device;
}

static VkPipelineLayout createLayout(VkDevice device, const char *types) {
  VkDescriptorSetLayoutBinding bindings[MOST];
  uint32_t count = 0;
  for (; types[count] && count < MOST; count++) {
    VkDescriptorType type = types[count] == 'u' ? VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    bindings[count] = (VkDescriptorSetLayoutBinding){count, type, 1, VK_SHADER_STAGE_COMPUTE_BIT, NULL};
  }
  VkDescriptorSetLayoutCreateInfo setInfo = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO, .bindingCount = count, .pBindings = bindings};
  VkDescriptorSetLayout set;
  check(vkCreateDescriptorSetLayout(device, &setInfo, NULL, &set), "vkCreateDescriptorSetLayout");
  VkPipelineLayoutCreateInfo info = {VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .setLayoutCount = 1, .pSetLayouts = &set};
  VkPipelineLayout layout;
  check(vkCreatePipelineLayout(device, &info, NULL, &layout), "vkCreatePipelineLayout");
  return layout;
}

static VkShaderModule createModule(VkDevice device, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  uint32_t *code = malloc(size);
  if (!code || fread(code, 1, size, file) != size) {
    fprintf(stderr, "%s cannot be read.\n", path);
    exit(1);
  }
  fclose(file);
  VkShaderModuleCreateInfo info = {VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO, .codeSize = size, .pCode = code};
  VkShaderModule module;
  check(vkCreateShaderModule(device, &info, NULL, &module), "vkCreateShaderModule");
  free(code);
  return module;
}

static void print(VkPipelineExecutableStatisticKHR statistic) {
  switch (statistic.format) {
    case VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_FLOAT64_KHR: printf("%s\t%g\n", statistic.name, statistic.value.f64); break;
    case VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_BOOL32_KHR: printf("%s\t%u\n", statistic.name, statistic.value.b32); break;
    default: printf("%s\t%llu\n", statistic.name, (unsigned long long)statistic.value.u64);
  }
}

static void printStatistics(VkDevice device, VkPipeline pipeline) {
  PFN_vkGetPipelineExecutableStatisticsKHR getStatistics =
      (PFN_vkGetPipelineExecutableStatisticsKHR)vkGetDeviceProcAddr(device, "vkGetPipelineExecutableStatisticsKHR");
  VkPipelineExecutableInfoKHR executable = {VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR, .pipeline = pipeline};
  VkPipelineExecutableStatisticKHR statistics[MOST];
  uint32_t count = MOST;
  for (int i = 0; i < MOST; i++) {
    statistics[i] = (VkPipelineExecutableStatisticKHR){VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR};
  }
  check(getStatistics(device, &executable, &count, statistics), "vkGetPipelineExecutableStatisticsKHR");
  for (uint32_t i = 0; i < count; i++) print(statistics[i]);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "compileStatistics FILE ENTRY BINDINGS\n");
    return 2;
  }
  VkDevice device = openDevice();
  VkComputePipelineCreateInfo info = {VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
                                      .flags = VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR,
                                      .layout = createLayout(device, argv[3]),
                                      .stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                                                .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                                                .module = createModule(device, argv[1]),
                                                .pName = argv[2]}};
  VkPipeline pipeline;
  check(vkCreateComputePipelines(device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline), "vkCreateComputePipelines");
  printStatistics(device, pipeline);
  return 0;
}
