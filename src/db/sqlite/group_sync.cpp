#include "db/sqlite/group_sync.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "core/log.hpp"
#include "db/error.hpp"

namespace promo::db::sqlite {
namespace {

constexpr auto kLongestWait = std::chrono::seconds(10);

}  // namespace

void GroupSync::wait() {
    const auto until = std::chrono::steady_clock::now() + kLongestWait;
    std::unique_lock lock(mutex_);
    const auto mine = ++asked_;
    while (done_ < mine && problem_.empty()) {
        if (running_) {
            if (changed_.wait_until(lock, until) == std::cv_status::timeout) {
                throw Error(Failure::commit_unknown, "the disk has not answered for ten seconds");
            }
            continue;
        }
        running_ = true;
        const auto covers = asked_;
        std::string problem;
        lock.unlock();
        try {
            sync_file();
        } catch (const Error& error) {
            problem = error.what();
        }
        lock.lock();
        running_ = false;
        done_ = covers;
        if (!problem.empty()) {
            problem_ = problem;
            core::log::error("db.disk_failed", {{"problem", problem}, {"hint", "check the disk, then start again"}});
        }
        changed_.notify_all();
    }
    if (!problem_.empty()) throw Error(Failure::commit_unknown, problem_);
}

// Opened anew each time, because SQLite makes a new log when its last connection has closed.
void GroupSync::sync_file() const {
    const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw Error(Failure::commit_unknown, "cannot open " + path_ + ": " + std::strerror(errno));
    int code = ::fdatasync(descriptor);
    while (code != 0 && errno == EINTR)
        code = ::fdatasync(descriptor);
    const int problem = errno;
    ::close(descriptor);
    if (code != 0) throw Error(Failure::commit_unknown, "cannot sync " + path_ + ": " + std::strerror(problem));
}

}  // namespace promo::db::sqlite
