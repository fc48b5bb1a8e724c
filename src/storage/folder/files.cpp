#include "storage/folder/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>

#include "storage/object_store.hpp"

namespace promo::storage {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr std::size_t kLocks = 64;
constexpr std::chrono::seconds kLockDeadline{10};
constexpr std::chrono::milliseconds kLockPause{1};
constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string_view advice(int system_error) {
    switch (system_error) {
        case ENOSPC:
        case EDQUOT:
            return "free some space";
        case EACCES:
        case EPERM:
        case EROFS:
            return "give the program the right to write there";
        case ELOOP:
        case ENOTDIR:
            return "remove the symbolic link or the foreign file";
        default:
            return "check the disk";
    }
}

File open_child(const File& parent, const std::string& name, Missing missing) {
    File child(::openat(parent.descriptor(), name.c_str(), kFolderFlags));
    if (child) return child;
    if (errno != ENOENT) fail("open a folder of the object store", errno);
    if (missing == Missing::is_fine) return child;
    // Somebody may be removing the parent, or this folder, because it is empty.
    if (::mkdirat(parent.descriptor(), name.c_str(), kFolderMode) != 0 && errno != EEXIST) {
        if (errno == ENOENT) return child;
        fail("make a folder of the object store", errno);
    }
    sync(parent);
    child = File(::openat(parent.descriptor(), name.c_str(), kFolderFlags));
    if (!child && errno != ENOENT) fail("open a folder of the object store", errno);
    return child;
}

}  // namespace

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void fail(std::string_view tried, int system_error) {
    std::string text = "could not ";
    text.append(tried).append(": ").append(strerrordesc_np(system_error));
    text.append("; ").append(advice(system_error));
    throw StorageError(text);
}

File open_root(const std::string& path, Missing missing) {
    // The root itself may be reached through links: where the data lies is the operator's choice.
    File root(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (root) return root;
    if (errno != ENOENT) fail("open the folder of the object store", errno);
    if (missing == Missing::is_fine) return root;
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        if (::mkdir(path.substr(0, slash).c_str(), kFolderMode) != 0 && errno != EEXIST)
            fail("make the folder of the object store", errno);
        if (slash == std::string::npos) break;
    }
    root = File(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root) fail("open the folder of the object store", errno);
    return root;
}

File open_below(const File& root, std::string_view path, Missing missing) {
    File folder(::fcntl(root.descriptor(), F_DUPFD_CLOEXEC, 0));
    if (!folder) fail("open a folder of the object store", errno);
    while (folder && !path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        folder = open_child(folder, std::string(path.substr(0, slash)), missing);
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return folder;
}

File open_file(const File& folder, const std::string& name) {
    // Without O_NONBLOCK a named pipe put there by somebody would block us for ever.
    File file(::openat(folder.descriptor(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT) return file;
        fail("open an object", errno);
    }
    struct stat status {};
    if (::fstat(file.descriptor(), &status) != 0) fail("open an object", errno);
    if (!S_ISREG(status.st_mode)) fail("open an object that is not a file", ENOTDIR);
    return file;
}

void write_all(const File& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file.descriptor(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("write an object", errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string read_up_to(const File& file, std::size_t limit) {
    std::string bytes(limit, '\0');
    std::size_t have = 0;
    while (have < limit) {
        const ssize_t count = ::read(file.descriptor(), bytes.data() + have, limit - have);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("read an object", errno);
        if (count == 0) break;
        have += static_cast<std::size_t>(count);
    }
    bytes.resize(have);
    return bytes;
}

void sync(const File& file) {
    if (::fsync(file.descriptor()) != 0) fail("sync an object to the disk", errno);
}

File lock_for(const File& root, std::string_view key) {
    const File folder = open_below(root, "locks~", Missing::is_made);
    const std::string name = std::to_string(std::hash<std::string_view>()(key) % kLocks);
    File lock(::openat(folder.descriptor(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode));
    if (!lock) fail("open a lock of the object store", errno);
    const auto give_up = std::chrono::steady_clock::now() + kLockDeadline;
    while (::flock(lock.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) fail("lock an object", errno);
        if (std::chrono::steady_clock::now() >= give_up) fail("lock an object", ETIMEDOUT);
        std::this_thread::sleep_for(kLockPause);
    }
    return lock;
}

void each_entry(const File& folder, const std::function<void(Entry)>& visit) {
    // A second descriptor, because closing the stream closes the one it reads.
    const int descriptor = ::openat(folder.descriptor(), ".", kFolderFlags);
    DIR* stream = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
    if (stream == nullptr) {
        const int reason = errno;
        if (descriptor >= 0) ::close(descriptor);
        fail("list a folder of the object store", reason);
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> closing(stream, ::closedir);
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream);
        if (entry == nullptr) break;
        unsigned char type = entry->d_type;
        if (type == DT_UNKNOWN) {
            struct stat status {};
            if (::fstatat(descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
            type = S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_LNK;
        }
        if (type == DT_REG || type == DT_DIR) visit({entry->d_name, type == DT_DIR});
    }
    if (errno != 0) fail("list a folder of the object store", errno);
}

}  // namespace promo::storage
