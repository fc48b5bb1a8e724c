#include "run_worker.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "core/enum_name.hpp"
#include "support/darkroom.hpp"

namespace promo::tests {
namespace {

int file_of(const std::string& bytes) {
    const int file = ::memfd_create("upload", MFD_CLOEXEC);
    for (std::size_t at = 0; at < bytes.size();) {
        const auto written = ::write(file, bytes.data() + at, bytes.size() - at);
        if (written <= 0) throw std::runtime_error("the upload cannot be written");
        at += static_cast<std::size_t>(written);
    }
    ::lseek(file, 0, SEEK_SET);
    return file;
}

std::string read_all(int descriptor) {
    std::string all;
    std::array<char, 65536> piece{};
    for (ssize_t got = 0; (got = ::read(descriptor, piece.data(), piece.size())) > 0;)
        all.append(piece.data(), static_cast<std::size_t>(got));
    return all;
}

// By fork: a process that is spawned counts what its parent once had as its own memory.
pid_t start(int input, int output, std::string purpose) {
    std::string program = darkroom_worker();
    std::string command = "decode";
    std::array<char*, 4> arguments{program.data(), command.data(), purpose.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    const auto pid = ::fork();
    if (pid < 0) throw std::runtime_error("the worker cannot be started");
    if (pid > 0) return pid;
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::execve(program.c_str(), arguments.data(), environment.data());
    ::_exit(1);
}

double milliseconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

}  // namespace

std::optional<core::RefusalCode> Ran::refused() const {
    const auto* refusal = answer ? std::get_if<core::Refusal>(&*answer) : nullptr;
    if (refusal == nullptr) return std::nullopt;
    return refusal->code();
}

Ran run_worker(const std::string& upload, darkroom::Purpose purpose) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const int input = file_of(upload);
    const auto pid = start(input, pipe[1], std::string(core::enum_name(purpose)));
    ::close(input);
    ::close(pipe[1]);
    const auto all = read_all(pipe[0]);
    std::string_view said = all;
    ::close(pipe[0]);
    int status = 0;
    rusage used{};
    ::wait4(pid, &status, 0, &used);
    Ran ran{.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            .exit = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
            .cpu_ms = milliseconds(used.ru_utime) + milliseconds(used.ru_stime),
            .megabytes = static_cast<double>(used.ru_maxrss) / 1024,
            .answer = {}};
    ran.answer = darkroom::read_answer(purpose, [&](std::span<char> bytes) {
        if (said.size() < bytes.size()) return false;
        std::memcpy(bytes.data(), said.data(), bytes.size());
        said.remove_prefix(bytes.size());
        return true;
    });
    return ran;
}

}  // namespace promo::tests
