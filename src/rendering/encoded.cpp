#include "rendering/encoded.hpp"

#include <algorithm>

namespace promo::rendering {

std::size_t Encoded::size() const {
    std::size_t sum = 0;
    for (const auto piece : pieces)
        sum += piece.size();
    return sum;
}

std::string Encoded::joined() const {
    std::string file;
    file.reserve(size());
    for (const auto piece : pieces)
        file += piece;
    return file;
}

void Encoded::keep(const char* bytes, std::size_t count) {
    made = std::make_unique_for_overwrite<char[]>(count);
    std::copy_n(bytes, count, made.get());
}

void Encoded::append(std::string_view piece) {
    if (piece.empty()) return;
    if (!pieces.empty() && pieces.back().data() + pieces.back().size() == piece.data())
        pieces.back() = {pieces.back().data(), pieces.back().size() + piece.size()};
    else
        pieces.push_back(piece);
}

}  // namespace promo::rendering
