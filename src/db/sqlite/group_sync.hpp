#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace promo::db::sqlite {

// Brings commits to the disk, many with one wait: whoever comes while the disk works is served by the next round.
// Safe from any thread.
class GroupSync {
public:
    explicit GroupSync(std::string log_path) : path_(std::move(log_path)) {}

    // Returns when every commit that ended before the call is on the disk. Throws Failure::commit_unknown when the disk
    // refused, and from then on always: what it once failed to write, a disk does not tell again.
    void wait();

private:
    void sync_file() const;

    const std::string path_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t asked_ = 0;
    std::uint64_t done_ = 0;
    bool running_ = false;
    std::string problem_;
};

}  // namespace promo::db::sqlite
