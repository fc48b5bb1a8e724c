#include "darkroom/darkroom.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/enum_name.hpp"
#include "core/log.hpp"
#include "darkroom/answer.hpp"
#include "darkroom/child.hpp"
#include "darkroom/develop.hpp"
#include "darkroom/worker.hpp"
#include "rendering/decode.hpp"

namespace promo::darkroom {

using core::Refusal;
using core::RefusalCode;

namespace {

constexpr std::size_t kMostWaiting = 32;
constexpr std::chrono::seconds kLongestWait{20};
constexpr std::chrono::seconds kComeBackAfter{5};

Refusal too_busy() {
    Refusal refusal(RefusalCode::overloaded, "Many pictures are being read just now. Try again in a moment.");
    return refusal.after(kComeBackAfter);
}

// Why there was no answer. Only a system that does not let us work is our own fault.
[[noreturn]] void explain(int status, std::string_view purpose, std::size_t bytes) {
    const bool killed = WIFSIGNALED(status);
    core::log::warn("darkroom.no_answer", {{"purpose", purpose},
                                           {"bytes", bytes},
                                           {"signal", killed ? WTERMSIG(status) : 0},
                                           {"exit", killed ? 0 : WEXITSTATUS(status)}});
    if (!killed && WEXITSTATUS(status) == static_cast<int>(Exit::not_confined))
        throw std::runtime_error("the process that reads pictures cannot be confined on this system");
    throw Refusal(RefusalCode::unprocessable,
                  "This picture takes too long to read or is damaged. Save it again as a usual PNG or JPEG.");
}

}  // namespace

// As many as there are processors; whoever comes later waits for his turn.
class Darkroom::Seats {
public:
    class Seat {
    public:
        explicit Seat(Seats& seats) : seats_(seats) { seats_.take(); }
        ~Seat() { seats_.leave(); }
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;

    private:
        Seats& seats_;
    };

private:
    void take() {
        std::unique_lock lock(mutex_);
        if (waiting_ == kMostWaiting) throw too_busy();
        ++waiting_;
        const bool free = left_.wait_for(lock, kLongestWait, [&] { return free_ > 0; });
        --waiting_;
        if (!free) throw too_busy();
        --free_;
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        ++free_;
        left_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable left_;
    unsigned free_ = std::max(1U, std::thread::hardware_concurrency());
    std::size_t waiting_ = 0;
};

Darkroom::Darkroom(std::filesystem::path program, std::chrono::milliseconds patience)
    : program_(std::move(program)), patience_(patience), seats_(std::make_unique<Seats>()) {}

Darkroom::~Darkroom() = default;

Developed Darkroom::develop(std::string_view upload, Purpose purpose, std::string_view field) const {
    try {
        rendering::check_length(upload);
        check_type(upload, purpose);
        return ask(upload, purpose);
    } catch (const Refusal& refusal) {
        if (field.empty() || refusal.code() == RefusalCode::overloaded) throw;
        throw Refusal(refusal.code(), refusal.message(), std::string(field));
    }
}

std::string Darkroom::prepare(std::string_view picture) const {
    return ask(picture, Purpose::background).prepared;
}

Developed Darkroom::ask(std::string_view upload, Purpose purpose) const {
    const auto name = core::enum_name(purpose);
    const Seats::Seat seat(*seats_);
    Child child(program_, name);
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    child.send(upload, deadline);
    auto answer = read_answer(purpose, [&](std::span<char> bytes) { return child.receive(bytes, deadline); });
    if (!answer) explain(child.end(), name, upload.size());
    if (const auto* refusal = std::get_if<Refusal>(&*answer)) throw *refusal;
    return std::move(std::get<Developed>(*answer));
}

}  // namespace promo::darkroom
