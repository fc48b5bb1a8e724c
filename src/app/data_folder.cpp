#include "app/data_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>

namespace promo::app {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Written beside its place and linked into it, so that two processes which start together agree on one secret and a
// crash leaves none half written.
core::Secret secret_file(const fs::path& path, core::Entropy& entropy) {
    if (!fs::exists(path)) {
        const auto fresh = path.string() + '.' + entropy.token(6);
        const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0) throw ConfigError("cannot write " + fresh + ": " + std::strerror(errno));
        const auto secret = entropy.token(kSecretBytes);
        const bool written = ::write(descriptor, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
                             ::fsync(descriptor) == 0;
        ::close(descriptor);
        if (written) std::ignore = ::link(fresh.c_str(), path.c_str());
        fs::remove(fresh);
    }
    auto text = read_text(path);
    if (text.size() < kSecretBytes)
        throw ConfigError(path.string() +
                          " is damaged. Restore it from a backup. Without it a new one is made: sessions end, and " +
                          "stored tokens cannot be read any more.");
    return core::Secret(std::move(text));
}

// Seen from the folder of the program that runs.
std::optional<fs::path> near_program(const fs::path& folder) {
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    auto path = (program.parent_path() / folder).lexically_normal();
    if (error || !fs::is_directory(path)) return std::nullopt;
    return path;
}

}  // namespace

void prepare_data_folder(Config& config, core::Entropy& entropy) {
    std::error_code error;
    const bool made = fs::create_directories(config.data_dir, error);
    if (error) throw ConfigError("DATA_DIR " + config.data_dir.string() + " cannot be used: " + error.message());
    // A folder that was there is its owner's to open or close: it may be /tmp.
    if (made) ::chmod(config.data_dir.c_str(), 0700);

    if (config.environment == Environment::production) return;
    const auto folder = config.data_dir / "secrets";
    fs::create_directories(folder, error);
    if (error) throw ConfigError(folder.string() + " cannot be made: " + error.message());
    ::chmod(folder.c_str(), 0700);
    if (config.session_secret.empty()) config.session_secret = secret_file(folder / "session_secret", entropy);
    if (config.secret_key.empty()) config.secret_key = secret_file(folder / "secret_key", entropy);
}

std::optional<fs::path> damaged_secret(const Config& config) {
    std::error_code error;
    for (const auto* name : {"session_secret", "secret_key"}) {
        const auto path = config.data_dir / "secrets" / name;
        const bool given =
            !(std::string_view(name) == "secret_key" ? config.secret_key : config.session_secret).empty();
        if (!given && fs::exists(path, error) && read_text(path).size() < kSecretBytes) return path;
    }
    return std::nullopt;
}

core::Secret existing_secret_key(const Config& config) {
    const auto path = config.data_dir / "secrets" / "secret_key";
    std::error_code error;
    if (!config.secret_key.empty() || !fs::exists(path, error)) return config.secret_key;
    return core::Secret(read_text(path));
}

fs::path sqlite_file(const Config& config) {
    return config.data_dir / "promostack.db";
}

fs::path object_folder(const Config& config) {
    return config.data_dir / "objects";
}

fs::path web_folder(const Config& config) {
    if (!config.web_dir.empty()) return config.web_dir;
    return near_program("../share/promostack/web").value_or(fs::path(PROMOSTACK_SOURCE_DIR) / "web");
}

fs::path fonts_folder(const Config& config) {
    if (!config.fonts_dir.empty()) return config.fonts_dir;
    if (const auto installed = near_program("../share/promostack/fonts")) return *installed;
    return near_program("fonts").value_or(PROMOSTACK_FONTS_DIR);
}

}  // namespace promo::app
