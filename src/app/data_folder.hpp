#pragma once

#include <filesystem>
#include <optional>

#include "app/config.hpp"
#include "core/entropy.hpp"

namespace promo::app {

inline constexpr std::size_t kSecretBytes = 32;

// Makes the data folder (0700; one that exists keeps its mode) and, in development, the secrets that the environment
// does not name: files (0600) in its folder `secrets`, made once and read ever after. Throws ConfigError when the
// folder cannot be used.
void prepare_data_folder(Config& config, core::Entropy& entropy);

// The file of a secret that is there and too short, if the environment does not name that secret.
std::optional<std::filesystem::path> damaged_secret(const Config& config);

// What `serve` seals secrets with: the setting, or the file that is there. Empty: there is none yet.
core::Secret existing_secret_key(const Config& config);

std::filesystem::path sqlite_file(const Config& config);
std::filesystem::path object_folder(const Config& config);

// Where the web pages are: what the configuration says, else beside the program, else in the source tree it was built
// from.
std::filesystem::path web_folder(const Config& config);

// And the fonts of pictures: what the configuration says, else beside the program, else where it was built.
std::filesystem::path fonts_folder(const Config& config);

}  // namespace promo::app
