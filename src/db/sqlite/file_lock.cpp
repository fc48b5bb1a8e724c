#include "db/sqlite/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "db/error.hpp"

namespace promo::db::sqlite {
namespace {

constexpr mode_t kOwnerOnly = 0600;

std::string holder(int descriptor) {
    char text[32] = {};
    const auto size = ::pread(descriptor, text, sizeof text - 1, 0);
    std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && pid.back() == '\n')
        pid.pop_back();
    return pid.empty() ? std::string() : " (process " + pid + ")";
}

}  // namespace

FileLock::FileLock(const std::string& database_path) {
    const auto path = database_path + ".lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (descriptor_ < 0) {
        throw Error(Failure::unreachable, "cannot create " + path + ": " + std::strerror(errno));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const auto other = holder(descriptor_);
        ::close(descriptor_);
        throw Error(Failure::in_use, "another PromoStack" + other + " is using " + database_path +
                                         "; stop it first, or set DATABASE_URL to run several on PostgreSQL");
    }
    // SQLite would let everybody read a file that it makes itself. Now nobody has it open: closing it later would drop
    // the locks of its connections.
    const int database = ::open(database_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (database >= 0) ::close(database);
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor_, 0) != 0 || ::pwrite(descriptor_, pid.data(), pid.size(), 0) < 0) {
        // The process id only makes the other's message better; a full disk is no reason not to start.
        errno = 0;
    }
}

FileLock::~FileLock() {
    ::close(descriptor_);
}

}  // namespace promo::db::sqlite
