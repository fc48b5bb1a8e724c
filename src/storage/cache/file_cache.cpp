#include "storage/cache/file_cache.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <vector>

#include "storage/folder/files.hpp"
#include "storage/object_store.hpp"

namespace promo::storage {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFileMode = 0600;
constexpr std::string_view kDraft = ".draft~";
constexpr std::chrono::hours kDraftLife{1};

// Other processes write here too, so a draft's name says whose it is.
fs::path draft_of(const fs::path& path) {
    static std::atomic<std::uint64_t> counter = 0;
    return path.string() + '.' + std::to_string(::getpid()) + '-' + std::to_string(++counter) + std::string(kDraft);
}

struct CachedFile {
    fs::path path;
    fs::file_time_type opened;
    std::uintmax_t size;
};

// What other processes remove meanwhile is not there.
std::vector<CachedFile> files_in(const fs::path& folder) {
    std::vector<CachedFile> files;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
        std::error_code gone;
        CachedFile file{each->path(), each->last_write_time(gone), 0};
        if (!gone) file.size = each->file_size(gone);
        if (!gone) files.push_back(std::move(file));
    }
    return files;
}

}  // namespace

MappedFile::~MappedFile() {
    ::munmap(const_cast<void*>(start_), length_);
}

FileCache::FileCache(Options options) : options_(std::move(options)) {}

fs::path FileCache::path_of(const std::string& name) const {
    return options_.folder / (name + options_.ending);
}

void FileCache::put(const std::string& name, std::string_view bytes) {
    std::error_code error;
    fs::create_directories(options_.folder, error);
    const auto path = path_of(name);
    const auto draft = draft_of(path);
    const File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kFileMode));
    if (!file) fail("write a cached file", errno);
    try {
        write_all(file, bytes);
        sync(file);
        if (::rename(draft.c_str(), path.c_str()) != 0) fail("put a cached file in its place", errno);
    } catch (const StorageError&) {
        ::unlink(draft.c_str());
        throw;
    }
    trim(path);
}

std::shared_ptr<const MappedFile> FileCache::open(const std::string& name) const {
    const File file(::open(path_of(name).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.descriptor(), &status) != 0 || status.st_size == 0) return nullptr;
    const auto length = static_cast<std::size_t>(status.st_size);
    void* start = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
    if (start == MAP_FAILED) return nullptr;
    auto mapped = std::make_shared<MappedFile>(start, length);
    // Its turn to go is last again.
    ::futimens(file.descriptor(), nullptr);
    return mapped;
}

void FileCache::remove(const std::string& name) const {
    std::error_code error;
    fs::remove(path_of(name), error);
}

void FileCache::trim(const fs::path& newest) const {
    std::error_code error;
    // The disk's own idea of now: its times are what we compare with.
    const auto now = fs::last_write_time(newest, error);
    if (error) return;
    auto files = files_in(options_.folder);
    std::ranges::sort(files, std::ranges::greater(), &CachedFile::opened);
    std::uintmax_t bytes = 0;
    for (const auto& file : files) {
        const auto name = file.path.filename().string();
        const bool ours = name.ends_with(options_.ending);
        const bool being_written = name.ends_with(kDraft) && now - file.opened < kDraftLife;
        bytes += file.size;
        if (file.path == newest || being_written || (ours && bytes <= options_.most_bytes)) continue;
        bytes -= file.size;
        fs::remove(file.path, error);
    }
}

}  // namespace promo::storage
