#include "darkroom/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace promo::darkroom {
namespace {

void require(int error, const char* what) {
    if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

// How the child starts: the socket as its input and output, nothing else of ours.
class Start {
public:
    explicit Start(int socket) {
        require(::posix_spawn_file_actions_init(&actions_), "prepare a process");
        require(::posix_spawnattr_init(&attributes_), "prepare a process");
        ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
        ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes_, &signals);
        ::sigfillset(&signals);
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        // A process group of its own: what the terminal tells us is not for the child.
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~Start() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    Start(const Start&) = delete;
    Start& operator=(const Start&) = delete;

    int run(const std::filesystem::path& program, std::string purpose, pid_t& pid) const {
        std::string name = "promostack";
        std::string command = "decode";
        std::array<char*, 4> arguments{name.data(), command.data(), purpose.data(), nullptr};
        std::array<char*, 1> environment{nullptr};
        return ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_, arguments.data(), environment.data());
    }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

}  // namespace

Child::Child(const std::filesystem::path& program, std::string_view purpose) {
    std::array<int, 2> ends{};
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0 ? 0 : errno, "make a socket");
    const int error = Start(ends[1]).run(program, std::string(purpose), pid_);
    ::close(ends[1]);
    if (error != 0) ::close(ends[0]);
    require(error, "start the program that reads pictures");
    socket_ = ends[0];
}

Child::~Child() {
    end();
    ::close(socket_);
}

void Child::send(std::string_view bytes, Moment deadline) {
    while (!bytes.empty() && wait_for(POLLOUT, deadline)) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) break;
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    }
    ::shutdown(socket_, SHUT_WR);
}

bool Child::receive(std::span<char> bytes, Moment deadline) {
    while (!bytes.empty()) {
        if (!wait_for(POLLIN, deadline)) return false;
        const auto got = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return true;
}

int Child::end() {
    int status = 0;
    if (pid_ < 0) return status;
    // No more than a word after the last one: who has ended already keeps his own status.
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR)
        continue;
    pid_ = -1;
    return status;
}

bool Child::wait_for(short events, Moment deadline) const {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd descriptor{socket_, events, 0};
        const int ready = ::poll(&descriptor, 1, static_cast<int>(left));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

}  // namespace promo::darkroom
