#include "faults/object_filler.hpp"

#include <iostream>

#include "storage/folder/folder_store.hpp"

namespace promo::faults {
namespace {

constexpr std::size_t kObjectBytes = 64 * 1024;
constexpr int kMostObjects = 1000;

std::string key_of(int number) {
    return "pictures/" + std::to_string(number) + ".bin";
}

std::string body_of(int number) {
    return std::string(kObjectBytes, static_cast<char>('a' + number % 26));
}

int count_whole(storage::ObjectStore& store, int last) {
    int whole = 0;
    for (int i = 0; i < last; ++i) {
        const auto object = store.get(key_of(i));
        if (object && object->body == body_of(i)) ++whole;
    }
    return whole;
}

}  // namespace

int fill_with_objects(const std::string& folder) {
    storage::FolderStore store({.path = folder, .public_base_url = "http://localhost", .link_key = {}});
    int stored = 0;
    try {
        while (stored < kMostObjects && store.put(key_of(stored), body_of(stored), {}) == storage::PutResult::stored)
            ++stored;
        std::cout << "never full" << std::endl;
        return 1;
    } catch (const storage::StorageError& error) {
        std::cout << "refused after " << stored << ": " << error.what() << std::endl;
    }
    std::cout << "whole " << count_whole(store, stored) << std::endl;
    std::string line;
    std::getline(std::cin, line);
    const bool again = store.put(key_of(stored), body_of(stored), {}) == storage::PutResult::stored;
    std::cout << "whole " << count_whole(store, stored + 1) << std::endl;
    return again ? 0 : 1;
}

}  // namespace promo::faults
