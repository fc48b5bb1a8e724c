#include "darkroom/worker.hpp"

#include <unistd.h>

#include <cerrno>

#include "darkroom/answer.hpp"
#include "darkroom/confinement.hpp"
#include "darkroom/develop.hpp"
#include "rendering/decode.hpp"

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
    // One byte more than may come, so that what is too long is seen to be.
    std::string upload(rendering::kLargestUpload + 1, '\0');
    std::size_t length = 0;
    while (length < upload.size()) {
        const auto got = ::read(STDIN_FILENO, upload.data() + length, upload.size() - length);
        if (got < 0 && errno != EINTR) throw std::runtime_error("nothing to read");
        if (got == 0) break;
        if (got > 0) length += static_cast<std::size_t>(got);
    }
    upload.resize(length);
    return upload;
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
