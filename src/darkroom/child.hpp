#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace promo::darkroom {

// A process on the other end of a socket, without our environment, files and signals. Gone when this is.
class Child {
public:
    using Moment = std::chrono::steady_clock::time_point;

    // Runs `program decode <purpose>`. Throws std::system_error when that cannot be started.
    Child(const std::filesystem::path& program, std::string_view purpose);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // All there is to say. Stops without a word when the child does not listen.
    void send(std::string_view bytes, Moment deadline);
    // Fills `bytes`. False: the child said no more, or not in time.
    bool receive(std::span<char> bytes, Moment deadline);
    // Ends it, whatever it does. Gives the status as of waitpid.
    int end();

private:
    bool wait_for(short events, Moment deadline) const;

    int socket_ = -1;
    pid_t pid_ = -1;
};

}  // namespace promo::darkroom
