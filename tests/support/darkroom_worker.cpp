// The process that reads pictures, for tests: `darkroom_worker decode <purpose>`. A picture that is followed by
// `try <something>` makes it try just that, as if the picture had taken it over.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include "core/enum_name.hpp"
#include "darkroom/confinement.hpp"
#include "darkroom/worker.hpp"

namespace {

using namespace promo;

constexpr std::string_view kTry = "\ntry ";

void say(std::string_view bytes) {
    std::ignore = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
}

void use_memory_without_end() {
    constexpr std::size_t kPiece = 16 << 20;
    for (;;)
        std::fill_n(static_cast<volatile char*>(std::malloc(kPiece)), kPiece, '\1');
}

void compute_without_end() {
    const volatile bool on = true;
    while (on)
        continue;
}

void talk_without_end() {
    const std::string piece(1 << 20, 'x');
    for (;;)
        say(piece);
}

const std::map<std::string_view, std::function<void()>> kTricks{
    {"open a file", [] { ::open("/etc/passwd", O_RDONLY | O_CLOEXEC); }},
    {"write a file", [] { ::open("/tmp/darkroom-was-here", O_WRONLY | O_CREAT | O_CLOEXEC, 0600); }},
    {"make a socket", [] { ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }},
    {"fork", [] { ::fork(); }},
    {"run a program", [] { ::execl("/bin/true", "true", nullptr); }},
    {"signal its parent", [] { ::kill(::getppid(), 0); }},
    {"make code", [] { ::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
    {"use memory without end", use_memory_without_end},
    {"compute without end", compute_without_end},
    {"talk without end", talk_without_end},
    {"say nothing", [] {}},
    {"wait without end", [] { std::atomic<int>(0).wait(0); }},
};

// What it says when it could do what it must not.
constexpr int kCould = 99;

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return static_cast<int>(darkroom::Exit::failed);
    const auto purpose = core::parse_enum<darkroom::Purpose>(argv[2]);
    if (!purpose) return static_cast<int>(darkroom::Exit::failed);
    darkroom::confine();
    const auto upload = darkroom::read_upload();
    const auto at = upload.rfind(kTry);
    if (at == std::string::npos) {
        darkroom::answer(upload, *purpose);
        ::_exit(0);
    }
    kTricks.at(std::string_view(upload).substr(at + kTry.size()))();
    ::_exit(kCould);
}
