#include "darkroom/worker.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "darkroom/answer.hpp"
#include "darkroom/confinement.hpp"
#include "darkroom/develop.hpp"

namespace promo::darkroom {
namespace {

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) throw std::runtime_error("nobody listens");
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

Answer answer_to(std::string_view upload, Purpose purpose) {
    try {
        return develop(upload, purpose);
    } catch (const core::Refusal& refusal) {
        return refusal;
    }
}

}  // namespace

std::string read_upload() {
    constexpr std::size_t kPiece = 64 << 10;
    std::string upload;
    std::array<char, kPiece> piece{};
    for (;;) {
        const auto got = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0 && errno != EINTR) throw std::runtime_error("nothing to read");
        if (got == 0) return upload;
        if (got > 0) upload.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void answer(std::string_view upload, Purpose purpose) {
    write_answer(answer_to(upload, purpose), write_all);
}

void work(Purpose purpose) {
    auto exit = Exit::good;
    try {
        confine();
        answer(read_upload(), purpose);
    } catch (const ConfinementError&) {
        exit = Exit::not_confined;
    } catch (const std::exception&) {
        exit = Exit::failed;
    }
    ::_exit(static_cast<int>(exit));
}

}  // namespace promo::darkroom
